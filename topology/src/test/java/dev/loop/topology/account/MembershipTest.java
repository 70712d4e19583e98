package dev.loop.topology.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Stored users and accounts read back, and no two of them share a key. */
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

    @Test
    void shouldHoldWhatComesAfterAnId_whenAccountsAreListed() {
        for (String project : NAMES) {
            for (String id : NAMES) {
                for (String other : NAMES) {
                    boolean later = bytes(other).compareTo(bytes(id)) > 0;
                    assertThat(isListed(AccountKey.account(project, other), project, id))
                            .isEqualTo(later);
                    assertThat(isListed(AccountKey.user(project, other), project, id))
                            .isFalse();
                    assertThat(isListed(AccountKey.account(project + "b", other), project, id))
                            .isFalse();
                }
            }
        }
    }

    private static boolean isListed(Bytes key, String project, String after) {
        return key.compareTo(AccountKey.after(project, after)) >= 0 && key.compareTo(AccountKey.end(project)) <= 0;
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
