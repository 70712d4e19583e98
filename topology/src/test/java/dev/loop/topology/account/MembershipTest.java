package dev.loop.topology.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** What is kept of users and accounts reads back, and no two of them share a key. */
class MembershipTest {

    private static final List<String> NAMES =
            List.of("", "a", "aa", "ab", "\0", "größe", "\uD83D\uDE00", "x".repeat(1000));

    @Test
    void shouldReadBack_whenEncoded() {
        for (String account : NAMES) {
            assertThat(Membership.decode(new Membership(account, null).encode()))
                    .isEqualTo(new Membership(account, null));
            for (String plan : NAMES) {
                Membership membership = new Membership(account, plan);
                assertThat(Membership.decode(membership.encode())).isEqualTo(membership);
            }
        }
    }

    @Test
    void shouldBeDifferent_whenProjectsIdsOrKindsAre() {
        Set<Bytes> keys = new HashSet<>();
        for (String project : NAMES) {
            for (String id : NAMES) {
                assertThat(keys.add(AccountKey.account(project, id))).isTrue();
                assertThat(keys.add(AccountKey.user(project, id))).isTrue();
            }
        }
    }
}
