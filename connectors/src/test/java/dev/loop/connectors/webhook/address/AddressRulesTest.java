package dev.loop.connectors.webhook.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fc00::1",
                "fdff::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "2001:1ff::1",
                "3fff::1",
                "100::1",
                "::a00:1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::1",
                "64:ff9b::169.254.169.254",
                "2002:a00:1::1",
                "2002:c0a8:101::",
                "5f00::1",
                "4000::1"
            })
    void shouldRefuse_whenNotOfThePublicInternet(String address) {
        assertThat(AddressRules.publicOnly().refusal(ip(address))).isPresent();
        assertThat(AddressRules.allowing(" ").refusal(ip(address))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2001:200::1",
                "2a00::1",
                "2002:808:808::1"
            })
    void shouldAllow_whenOfThePublicInternet(String address) {
        assertThat(AddressRules.publicOnly().refusal(ip(address))).isEmpty();
    }

    @Test
    void shouldAllow_whenTheListNamesIt() {
        AddressRules rules = AddressRules.allowing("127.0.0.0/8, 10.1.2.3,fd00::/8, ::1");

        for (String allowed : new String[] {"127.0.0.1", "127.9.9.9", "10.1.2.3", "fd12::1", "::1", "2002:a01:203::"}) {
            assertThat(rules.refusal(ip(allowed))).as(allowed).isEmpty();
        }
        for (String refused : new String[] {"10.1.2.4", "fc00::1", "::2", "192.168.0.1", "64:ff9b::10.1.2.3"}) {
            assertThat(rules.refusal(ip(refused))).as(refused).isPresent();
        }
        assertThat(rules)
                .hasToString(
                        "public addresses and [127.0.0.0/8, 10.1.2.3/32, fd00:0:0:0:0:0:0:0/8, 0:0:0:0:0:0:0:1/128]");
    }

    @Test
    void shouldJudgeWhatIsBehindTheTranslator_whenTheListNamesNat64() {
        AddressRules rules = AddressRules.allowing("64:ff9b::/96,10.1.2.3");

        assertThat(rules.refusal(ip("64:ff9b::8.8.8.8"))).isEmpty();
        assertThat(rules.refusal(ip("64:ff9b::10.1.2.3"))).isEmpty();
        assertThat(rules.refusal(ip("64:ff9b::127.0.0.1"))).isPresent();
        assertThat(rules.refusal(ip("64:ff9b::169.254.169.254"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    localhost       | is not a range of addresses
                    10.0.0          | is not a range of addresses
                    10.0.0.256/8    | is not a range of addresses
                    10.0.0.0/33     | from 0 to 32
                    10.0.0.0/       | from 0 to 32
                    ::/129          | from 0 to 128
                    10.1.2.3/8      | write 10.0.0.0/8 for the whole range
                    fe80::1%eth0    | is not a range of addresses
                    *               | is not a range of addresses
                    """)
    void shouldSayWhatIsRight_whenTheListIsWrong(String list, String message) {
        assertThatThrownBy(() -> AddressRules.allowing(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(list)
                .hasMessageContaining(message);
    }

    @Test
    void shouldHoldEverything_whenNoBitsCount() {
        assertThat(AddressRange.parse("0.0.0.0/0").contains(ip("255.1.2.3"))).isTrue();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(ip("::1"))).isFalse();
        assertThat(AddressRange.parse("128.0.0.0/1").contains(ip("127.255.255.255")))
                .isFalse();
        assertThat(AddressRange.parse("128.0.0.0/1").contains(ip("200.0.0.1"))).isTrue();
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException notALiteral) {
            throw new IllegalArgumentException(notALiteral);
        }
    }
}
