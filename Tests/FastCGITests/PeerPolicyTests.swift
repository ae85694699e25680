import GatewayInterface
import Testing

@testable import FastCGI

@Suite("Parsing the peer policy")
struct PeerPolicyTests {
    private func refusal(_ text: String) -> FastCGIError? {
        do throws(FastCGIError) {
            _ = try PeerPolicy(addresses: [text])
            return nil
        } catch {
            return error
        }
    }

    /// A partly parsed list would allow the wrong clients, or none.
    @Test(
        "A malformed range is refused, and the error names it",
        arguments: [
            "", " ", "10.0.0", "10.0.0.256", "10.0.0.7 ", " 10.0.0.7", "010.0.0.7", "0x0a.0.0.7", "167772167",
            "localhost", "*", "10.0.0.*", "10.0.0.7:9000", "[::1]", "::1%lo", ":::1", "1:2:3:4:5:6:7", "10.0.0.7\0",
            "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0.0/ 8",
            "10.0.0.0/255.0.0.0", "10.0.0.0/1e1", "10.0.0.0/٨", "::/129", "::/1000", "/8", "/",
            "10.0.0.1/8", "10.0.0.7/31", "::1/127", "1.0.0.0/0", "::ffff:0.0.0.0/95", "::ffff:10.0.0.0/8",
        ]
    )
    func malformedRangeIsRefused(_ text: String) throws {
        let error = try #require(refusal(text))
        #expect(error.code == .invalidPeers)
        #expect(error.message.hasPrefix("\""))
    }

    /// The operator sets the variable; an error in it must not open the port.
    @Test(
        "FCGI_WEB_SERVER_ADDRS with an error anywhere is refused completely",
        arguments: [
            "", ",", "127.0.0.1,", ",127.0.0.1", "127.0.0.1,,::1", "127.0.0.1, ::1", "127.0.0.1;::1", "127.0.0.1 ::1",
            "127.0.0.1,host",
        ]
    )
    func malformedVariableIsRefused(_ text: String) {
        do throws(FastCGIError) {
            _ = try PeerCheck(PeerPolicy(), isInherited: true, webServerAddresses: text)
            Issue.record("accepted")
        } catch {
            #expect(error.code == .invalidPeers)
            #expect(error.message.hasPrefix("FCGI_WEB_SERVER_ADDRS: "))
        }
    }

    /// The variable replaces the list. If it only added to it, it could not exclude the local machine.
    @Test("FCGI_WEB_SERVER_ADDRS replaces the addresses of the policy")
    func variableReplacesAddresses() throws {
        func allowed(_ policy: PeerPolicy, _ variable: String?) throws -> [Bool] {
            let check = try PeerCheck(policy, isInherited: true, webServerAddresses: variable)
            return try ["127.0.0.1", "127.255.255.255", "::1", "10.0.0.7", "fd00::7"].map {
                check.allows(try #require(IPAddress($0)))
            }
        }
        #expect(try allowed(PeerPolicy(), nil) == [true, true, true, false, false])
        #expect(try allowed(PeerPolicy(addresses: ["10.0.0.0/8"]), nil) == [false, false, false, true, false])
        #expect(try allowed(PeerPolicy(addresses: []), nil) == [false, false, false, false, false])
        for policy in [PeerPolicy(), try PeerPolicy(addresses: ["127.0.0.1"])] {
            #expect(try allowed(policy, "10.0.0.7,fd00::/8") == [false, false, false, true, true])
            #expect(try allowed(policy, "::ffff:127.0.0.1") == [true, false, false, false, false])
        }
    }

    /// Root and the server's own user are always allowed; others by name, or on an inherited socket.
    @Test("The server's user, root, named users and groups are allowed, and all users on an inherited socket")
    func usersAndGroupsAreChecked() throws {
        func allowed(_ policy: PeerPolicy, isInherited: Bool) throws -> [Bool] {
            let check = try PeerCheck(policy, isInherited: isInherited, webServerAddresses: nil)
            return [(0, 99), (33, 33), (44, 33), (44, 44)].map { check.allows(user: $0.0, group: $0.1) }
        }
        #expect(try allowed(PeerPolicy(), isInherited: false) == [true, false, false, false])
        #expect(try allowed(PeerPolicy(users: [33]), isInherited: false) == [true, true, false, false])
        #expect(try allowed(PeerPolicy(groups: [33]), isInherited: false) == [true, true, true, false])
        #expect(try allowed(PeerPolicy(), isInherited: true) == [true, true, true, true])
        #expect(try allowed(PeerPolicy(users: [33]), isInherited: true) == [true, true, false, false])
        #expect(try allowed(PeerPolicy(groups: [33]), isInherited: true) == [true, true, true, false])
    }
}
