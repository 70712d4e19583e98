package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.question.Ask;
import dev.loop.question.cluster.Instance;
import dev.loop.question.cluster.Placement;
import dev.loop.topology.run.InstanceAddress;
import dev.loop.topology.run.Replicas;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstancesTest {

    private static final InstanceAddress ONE = new InstanceAddress("127.0.0.1", 8081);
    private static final InstanceAddress TWO = new InstanceAddress("127.0.0.1", 8082);

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTellWhereEachPartitionIs_whenThereAreSeveralInstances() throws Exception {
        Placement placement = (ledger, partition) -> ledger == Ask.Ledger.FEEDBACK
                ? partition == 2 ? Replicas.NONE : new Replicas(Optional.of(TWO), List.of(ONE))
                : new Replicas(Optional.of(ONE), List.of());
        api.instances = Instance.of(placement, 3, ONE);

        assertThat(api.get("/v1/instances").body())
                .isEqualTo("{\"data\":[{\"address\":\"127.0.0.1:8081\",\"here\":true,"
                        + "\"feedback\":{\"writes\":[],\"follows\":[0,1]},"
                        + "\"deliveries\":{\"writes\":[0,1,2],\"follows\":[]}},"
                        + "{\"address\":\"127.0.0.1:8082\",\"here\":false,"
                        + "\"feedback\":{\"writes\":[0,1],\"follows\":[]},"
                        + "\"deliveries\":{\"writes\":[],\"follows\":[]}}]}");
        assertThat(api.get("/v1/instances?format=csv").body())
                .startsWith("address,here,feedbackWrites,feedbackFollows,deliveriesWrites,deliveriesFollows\r\n"
                        + "127.0.0.1:8081,true,,0 1,0 1 2,\r\n");
    }

    @Test
    void shouldTellOfItself_whenItIsNotKnownWhereAnythingIs() {
        assertThat(Instance.of((ledger, partition) -> Replicas.NONE, 3, ONE))
                .extracting(Instance::address, Instance::here)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Optional.of(ONE), true));
    }
}
