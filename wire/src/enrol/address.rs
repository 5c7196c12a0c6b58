//! The address under which a PC finds its township's server, as people write it.

use core::net::{IpAddr, Ipv6Addr};

use thiserror::Error;

/// Why what was written is no address of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Nobody could be there.
    #[error("nobody could be at that address")]
    None,
    /// It is another machine's, without TLS.
    #[error("plain HTTP leaves the machine for nobody")]
    Plain,
}

/// An address as people type it, in the one form in which it is kept: without a scheme it is of another
/// machine, and that has TLS. Full width and what ends the sentence out of which it was copied are no matter.
///
/// # Errors
/// [`AddressError`]: better said to whoever writes it than to a PC in a village.
pub fn server_address(typed: &str) -> Result<String, AddressError> {
    let typed: String = typed
        .chars()
        .map(|c| match c {
            '。' => '.',
            other => super::half_width(other),
        })
        .filter(|c| !c.is_whitespace())
        .collect();
    let ends = |c: char| matches!(c, '/' | '.' | ',' | ';' | '、' | '"' | '”' | ')');
    let typed = typed.trim_end_matches(ends).to_lowercase();
    let (scheme, rest) = typed.split_once("://").unwrap_or(("https", &typed));
    let (host, rest) = host_of(rest).ok_or(AddressError::None)?;
    let here = host == "localhost" || host.parse().is_ok_and(|it: IpAddr| it.is_loopback());
    match scheme {
        "https" => Ok(format!("https://{rest}")),
        "http" if here => Ok(format!("http://{rest}")),
        "http" => Err(AddressError::Plain),
        _ => Err(AddressError::None),
    }
}

/// The name or address of a machine, and the same with its port as it stands behind the scheme. `None`
/// where it can be none: nobody should be told that the line is down.
fn host_of(typed: &str) -> Option<(String, String)> {
    let bare: Option<Ipv6Addr> = typed.parse().ok();
    let (host, port) = match (bare, typed.strip_prefix('[')) {
        (Some(bare), _) => (bare.to_string(), ""),
        (None, Some(bracketed)) => {
            let (host, port) = bracketed.split_once(']')?;
            (host.parse::<Ipv6Addr>().ok()?.to_string(), port)
        }
        (None, None) => {
            let (host, port) = typed.split_at(typed.find(':').unwrap_or(typed.len()));
            let of_a_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
            if host.is_empty() || !host.chars().all(of_a_name) {
                return None;
            }
            (host.to_owned(), port)
        }
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
        return None;
    }
    let shown = match host.contains(':') {
        true => format!("[{host}]{port}"),
        false => format!("{host}{port}"),
    };
    Some((host, shown))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it_and_kept_in_one_form() {
        for (typed, kept) in [
            ("shanyi.example.cn", "https://shanyi.example.cn"),
            (
                "https：／／Shanyi。example。cn：8443／",
                "https://shanyi.example.cn:8443",
            ),
            ("https://shanyi.example.cn，", "https://shanyi.example.cn"),
            ("10.1.2.3:443", "https://10.1.2.3:443"),
            ("2001:db8::1", "https://[2001:db8::1]"),
            ("https://[2001:DB8::1]:443", "https://[2001:db8::1]:443"),
            ("http://127.0.0.1:9", "http://127.0.0.1:9"),
            ("山驿.中国", "https://山驿.中国"),
        ] {
            assert_eq!(server_address(typed).unwrap(), kept, "{typed}");
            assert_eq!(server_address(kept).unwrap(), kept, "{typed}");
        }
        for none in [
            "",
            "https://",
            "ftp://x",
            "垃圾,地址",
            "a@b",
            "x:0",
            "x:99999",
            "x:",
            "x/console",
            "[::zz]",
            "javascript:1;x",
        ] {
            assert_eq!(server_address(none), Err(AddressError::None), "{none}");
        }
        let plain = Err(AddressError::Plain);
        assert_eq!(server_address("http://10.1.2.3"), plain);
    }
}
