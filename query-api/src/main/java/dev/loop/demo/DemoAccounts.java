package dev.loop.demo;

import dev.loop.schemas.avro.Account;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The speakers: users in accounts, with more users in accounts of larger plans. */
final class DemoAccounts {

    private static final String[] FIRST = {
        "Amber", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo", "Juniper", "Kestrel",
        "Lumen", "Maple", "Nimbus", "Orchard", "Pebble", "Quartz", "River", "Sable", "Timber", "Umber", "Vale", "Willow"
    };
    private static final String[] SECOND = {
        "Bikes",
        "Books",
        "Clinics",
        "Coffee",
        "Design",
        "Energy",
        "Foods",
        "Freight",
        "Games",
        "Homes",
        "Insurance",
        "Labs",
        "Legal",
        "Logistics",
        "Media",
        "Optics",
        "Robotics",
        "Schools",
        "Studios",
        "Tools",
        "Travel"
    };

    private final String project;
    private final String[] plans;
    private final Instant since;

    /** The first user of each account, and the end. */
    private final int[] firstUsers;

    private final byte[] accountPlans;
    private final int[] accountOfUser;

    DemoAccounts(DemoOptions options, Instant since, SplittableRandom random) {
        this.project = options.project();
        this.plans = DemoProduct.plans(options.plans());
        this.since = since;
        this.accountOfUser = new int[options.users()];
        Weights plan = Weights.zipf(plans.length, 1);
        List<Integer> starts = new ArrayList<>();
        List<Integer> planList = new ArrayList<>();
        int user = 0;
        while (user < options.users()) {
            int drawn = plan.draw(random);
            int size = Math.min(options.users() - user, 1 + random.nextInt(1 + 3 * (drawn + 1)));
            for (int i = 0; i < size; i++) {
                accountOfUser[user + i] = starts.size();
            }
            starts.add(user);
            planList.add(drawn);
            user += size;
        }
        starts.add(user);
        firstUsers = starts.stream().mapToInt(Integer::intValue).toArray();
        accountPlans = new byte[planList.size()];
        IntStream.range(0, accountPlans.length).forEach(i -> accountPlans[i] = (byte) (int) planList.get(i));
    }

    int planOf(int user) {
        return accountPlans[accountOfUser[user]];
    }

    String plan(int index) {
        return plans[index];
    }

    static String userId(int user) {
        return "user-" + (10_000 + user);
    }

    Stream<Account> all() {
        return IntStream.range(0, accountPlans.length).mapToObj(this::account);
    }

    private Account account(int index) {
        // Every pair of words comes once, then with a number.
        int pair = index * 37 % (FIRST.length * SECOND.length);
        int round = index / (FIRST.length * SECOND.length);
        String name = FIRST[pair % FIRST.length] + " " + SECOND[pair / FIRST.length % SECOND.length]
                + (round == 0 ? "" : " " + (round + 1));
        List<String> users = IntStream.range(firstUsers[index], firstUsers[index + 1])
                .mapToObj(DemoAccounts::userId)
                .toList();
        return new Account("account-" + (1_000 + index), project, name, plans[accountPlans[index]], users, since);
    }
}
