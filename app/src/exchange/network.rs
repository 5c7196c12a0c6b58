//! Which network this PC is on, as far as a change of it can be seen. Whether it carries anything
//! only a try says.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Addresses that nobody has: no packet is ever sent there.
const ELSEWHERE: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// The addresses by which this PC would speak to the world, of both kinds; none without a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network([Option<IpAddr>; 2]);

impl Network {
    /// The network at this moment. The system looks up a route and sends nothing.
    pub(super) fn now() -> Self {
        Self(ELSEWHERE.map(own_address))
    }

    #[cfg(test)]
    pub(super) const fn none() -> Self {
        Self([None, None])
    }

    #[cfg(test)]
    pub(super) const fn of([a, b, c, d]: [u8; 4]) -> Self {
        Self([Some(IpAddr::V4(Ipv4Addr::new(a, b, c, d))), None])
    }
}

fn own_address(elsewhere: IpAddr) -> Option<IpAddr> {
    let any: IpAddr = match elsewhere {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
    // Connecting a socket of datagrams only picks a route.
    socket.connect(SocketAddr::new(elsewhere, 9)).ok()?;
    socket.local_addr().ok().map(|own| own.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_twice_finds_no_change() {
        assert_eq!(Network::now(), Network::now());
    }
}
