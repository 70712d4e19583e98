package dev.loop.topology;

import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.UserClaim;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An item without a plan takes the plan that its author's account has when the item arrives. */
class PlanOfAccountTest {

    @TempDir
    Path directory;

    private FeedbackDriver driver;
    private int said;

    @BeforeEach
    void open() {
        driver = new FeedbackDriver(directory);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldTakeThePlanOfTheAccount_whenTheItemHasNone() {
        driver.account("a", "scale", "ann", "bob");

        assertThat(planOfItemBy("ann")).contains("scale");
        assertThat(planOfItemBy("bob")).contains("scale");
        assertThat(planOfItemBy("eve")).isEmpty();
    }

    @Test
    void shouldKeepItsOwnPlan_whenTheItemHasOne() {
        driver.account("a", "scale", "ann");

        driver.send(create(id("x"), driver.now(), c -> c.setUserId("ann").setPlan("free")));

        assertThat(driver.item(id("x")).getPlan()).contains("free");
    }

    @Test
    void shouldTakeNoPlanOfTheAccount_whenAPageOnlyClaimsTheUser() {
        driver.account("a", "scale", "ann");

        driver.send(create(
                id("x"), driver.now(), c -> c.setUserId("ann").setMetadata(Map.of(UserClaim.VERIFIED, "false"))));
        driver.send(create(
                id("y"), driver.now(), c -> c.setUserId("ann").setMetadata(Map.of(UserClaim.VERIFIED, "true"))));

        assertThat(driver.item(id("x")).getPlan()).isEmpty();
        assertThat(driver.item(id("y")).getPlan()).contains("scale");
    }

    @Test
    void shouldLeaveItemsAsTheyWere_whenTheAccountsPlanChanges() {
        driver.account("a", "free", "ann");
        driver.send(create(id("x"), driver.now(), c -> c.setUserId("ann")));

        driver.account("a", "pro", "ann");

        assertThat(driver.item(id("x")).getPlan()).contains("free");
        assertThat(planOfItemBy("ann")).contains("pro");
    }

    @Test
    void shouldFollowTheUser_whenTheUserMovesBetweenAccounts() {
        driver.account("a", "free", "ann");
        driver.account("b", "scale", "ann");
        assertThat(planOfItemBy("ann")).contains("scale");

        // The account that the user has left takes note later; that must not touch the newer membership.
        driver.account("a", "free");
        assertThat(planOfItemBy("ann")).contains("scale");

        driver.account("b", "scale");
        assertThat(planOfItemBy("ann")).isEmpty();
    }

    @Test
    void shouldGiveNoPlan_whenTheAccountHasNone() {
        driver.account("a", "free", "ann");
        driver.account("a", null, "ann");

        assertThat(planOfItemBy("ann")).isEmpty();
    }

    @Test
    void shouldForgetTheUsers_whenTheAccountIsDeleted() {
        driver.account("a", "free", "ann", "bob");
        driver.account("b", "pro", "bob");

        driver.forgetAccount("a");

        assertThat(planOfItemBy("ann")).isEmpty();
        assertThat(planOfItemBy("bob")).contains("pro");
    }

    @Test
    void shouldNotMixProjects_whenUsersHaveTheSameId() {
        driver.account("a", "free", "ann");
        FeedbackCommand foreign = FeedbackCommand.newBuilder(create(id("x"), driver.now(), c -> c.setUserId("ann")))
                .setProject("other")
                .build();

        driver.send(foreign);

        assertThat(driver.item(id("x")).getPlan()).isEmpty();
    }

    @Test
    void shouldPassOver_whenATombstoneNamesNoAccount() {
        driver.account("a", "free", "ann");

        driver.forgetAccount("never-heard-of");

        assertThat(planOfItemBy("ann")).contains("free");
    }

    private Optional<String> planOfItemBy(String user) {
        String id = id("item" + said++);
        driver.send(create(id, driver.now(), c -> c.setUserId(user)));
        return driver.item(id).getPlan();
    }
}
