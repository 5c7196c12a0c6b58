//! `shanyi-township account`: who may sign in at the console.

use clap::Subcommand;
use shanyi_server::App;
use shanyi_server::account::{self, Newcomer};
use shanyi_server::error::ServerError;
use shanyi_server::ledger::accounts::Desk;

/// What becomes of an account.
#[derive(Subcommand)]
pub enum Account {
    /// Opens an account and prints its password, this once.
    Open {
        /// The person's name, which is also typed to sign in.
        #[arg(long)]
        name: String,
        /// By office: 窗口.
        #[arg(long)]
        title: String,
        /// The office: 柘岱口乡便民服务中心.
        #[arg(long)]
        office: String,
        /// Sits at the county's desk, not the township's.
        #[arg(long)]
        county: bool,
        /// Sees the cases of this township's stations only.
        #[arg(long)]
        township: Option<String>,
        /// May look and not act.
        #[arg(long)]
        reads_only: bool,
    },
    /// Gives an account a new password and prints it, this once.
    Password {
        /// The account's name.
        #[arg(long)]
        name: String,
    },
    /// Closes an account: nobody signs in by it any more.
    Close {
        /// The account's name.
        #[arg(long)]
        name: String,
    },
}

/// Does it.
pub fn run(app: &App, what: &Account) -> Result<(), ServerError> {
    match what {
        Account::Open {
            name,
            title,
            office,
            county,
            township,
            reads_only,
        } => {
            let password = account::open(
                app,
                &Newcomer {
                    name: name.clone(),
                    title: title.clone(),
                    office: office.clone(),
                    desk: match county {
                        true => Desk::County,
                        false => Desk::Township,
                    },
                    township: township.clone(),
                    reads_only: *reads_only,
                },
            )?;
            println!("{password}");
        }
        Account::Password { name } => println!("{}", account::change_password(app, name)?),
        Account::Close { name } => {
            account::close(app, name)?;
            println!("closed {name}");
        }
    }
    Ok(())
}
