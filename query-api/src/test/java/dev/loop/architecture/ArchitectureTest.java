package dev.loop.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.loop.cli.Loop;
import dev.loop.client.CallOptions;
import dev.loop.connectors.delivery.DeliverySender;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.topology.FeedbackTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not hold. */
class ArchitectureTest {

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        // The modules come as jars from a packaged build and as directories from a test run: both count.
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.loop");
        // One class of each module: a rule over classes that were not read would hold whatever they do.
        assertThat(List.of(Topics.class, FeedbackTopology.class, CallOptions.class, DeliverySender.class, Loop.class))
                .allSatisfy(one ->
                        assertThat(classes.contain(one)).as(one.getName()).isTrue());
    }

    @Test
    void shouldDependInOneDirectionOnly_whenModulesUseEachOther() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("schemas")
                .definedBy("dev.loop.schemas..")
                .layer("topology")
                .definedBy("dev.loop.topology..")
                .layer("client")
                .definedBy("dev.loop.client..")
                .layer("connectors")
                .definedBy("dev.loop.connectors..")
                .layer("query-api")
                .definedBy(DescribedPredicate.not(resideInAPackage("dev.loop.schemas..")
                                .or(resideInAPackage("dev.loop.topology.."))
                                .or(resideInAPackage("dev.loop.client.."))
                                .or(resideInAPackage("dev.loop.connectors..")))
                        .and(resideInAPackage("dev.loop..")))
                .whereLayer("schemas")
                .mayNotAccessAnyLayer()
                .whereLayer("topology")
                .mayOnlyAccessLayers("schemas")
                .whereLayer("client")
                .mayNotAccessAnyLayer()
                .whereLayer("connectors")
                .mayOnlyAccessLayers("schemas", "client")
                .whereLayer("query-api")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
    }

    /** Other people's services have the client on their class paths. */
    @Test
    void shouldNeedJacksonAlone_whenInTheClient() {
        classes()
                .that()
                .resideInAPackage("dev.loop.client..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.loop.client..", "java..", "javax.crypto..", "com.fasterxml.jackson..", "org.jspecify..")
                .check(classes);
    }

    @Test
    void shouldHaveNoCycles_whenPackagesUseEachOther() {
        slices().matching("dev.loop.(**)").should().beFreeOfCycles().check(classes);
    }

    /** Class files do not show every use: a compiler writes the value of a constant in place of its name. */
    @Test
    void shouldHaveNoCycles_whenPackagesImportEachOther() throws IOException {
        assertThat(PackageGraph.ofImports(sources()).cycles()).isEmpty();
    }

    @Test
    void shouldKeepHttpToTheEdge_whenAPackageAnswersNoRequests() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.loop.api..", "dev.loop.registry..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.javalin..")
                .check(classes);
    }

    @Test
    void shouldKnowNothingOfTheApi_whenAQuestionIsAskedOrALogIsReadOrFiguresAreAnalysed() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.loop.question..", "dev.loop.history..", "dev.loop.analysis..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loop.api..")
                .check(classes);
    }

    /**
     * One word names one thing. Nested types are read with the class around them, and may share a name. The client has the
     * names of the API, as all SDKs have.
     */
    @Test
    void shouldHaveANameOfItsOwn_whenAClassIsNotNested() {
        Map<String, List<String>> packages = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(one -> !one.getSimpleName().equals("package-info"))
                .filter(one -> !one.getPackageName().startsWith("dev.loop.client"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getPackageName, Collectors.toList())));
        packages.values().removeIf(one -> one.size() == 1);
        assertThat(packages).isEmpty();
    }

    /** The topology must have the same effect when it repeats work after a crash. */
    @Test
    void shouldAskNeitherClockNorChance_whenInTheTopology() {
        noClasses()
                .that()
                .resideInAPackage("dev.loop.topology..")
                .should()
                .accessTargetWhere(clockOrChance())
                .check(classes);
    }

    private static DescribedPredicate<JavaAccess<?>> clockOrChance() {
        Set<String> calls =
                Set.of("java.lang.System.currentTimeMillis", "java.lang.Math.random", "java.util.UUID.randomUUID");
        Set<String> owners = Set.of(
                "java.util.Random",
                "java.util.SplittableRandom",
                "java.security.SecureRandom",
                "java.util.concurrent.ThreadLocalRandom");
        return DescribedPredicate.describe("the clock or chance is asked", access -> {
            if (!(access.getTarget() instanceof CodeUnitCallTarget call)) {
                return false;
            }
            String owner = call.getOwner().getName();
            boolean clock = owner.startsWith("java.time.")
                    && (call.getName().equals("now")
                            || owner.equals("java.time.Clock") && call.getName().startsWith("system"));
            return clock || owners.contains(owner) || calls.contains(owner + "." + call.getName());
        });
    }

    /** {@code Topics} is the one place for the name of a topic. */
    @Test
    void shouldNotSpellTopicNames_whenOutsideOfTopics() throws IOException {
        Pattern spelled = spelledTopicName();
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            Matcher matcher = spelled.matcher(Files.readString(source));
            while (matcher.find()) {
                found.add(source + ": " + matcher.group());
            }
        }
        assertThat(found).isEmpty();
    }

    /** {@code StoreNames} is the one place for the name of a store. */
    @Test
    void shouldNotSpellStoreNames_whenOutsideOfStoreNames() throws IOException {
        Pattern spelled = Pattern.compile("\"(?:webhook-(?:deliveries|schedule|endpoint-states))\""
                + "|(?:fromNameAndType|getStateStore|keyValueStore|persistentKeyValueStore|inMemoryKeyValueStore|FeedbackStoreBuilder)"
                + "\\(\\s*\"");
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            Matcher matcher = spelled.matcher(Files.readString(source));
            while (!source.endsWith("StoreNames.java") && matcher.find()) {
                found.add(source + ": " + matcher.group());
            }
        }
        assertThat(found).isEmpty();
    }

    /** A test waits for a condition; the time that belongs to what is tested passes by {@code Pace}, which says why. */
    @Test
    void shouldNotSleep_whenATestCanAwaitSomething() throws IOException {
        Map<String, String> allowed = Map.of(
                "Pace.java", "has the kinds of time that are a part of what is tested",
                "LongVisitTest.java",
                        "a page lives for minutes, and Playwright tells of nothing while it does not wait",
                "ScreenshotsTest.java", "no page tells that its transitions are over");
        Pattern sleeps = Pattern.compile("\\bsleep\\(|waitForTimeout\\(|LockSupport\\.park|pollDelay\\(");
        List<String> found = new ArrayList<>();
        Set<String> needed = new TreeSet<>();
        for (Path source : testSources()) {
            Matcher matcher = sleeps.matcher(Files.readString(source));
            while (matcher.find()) {
                String name = source.getFileName().toString();
                if (allowed.containsKey(name)) {
                    needed.add(name);
                } else if (!name.equals("ArchitectureTest.java")) {
                    found.add(source + ": " + matcher.group());
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(needed).as("exceptions that are needed").isEqualTo(new TreeSet<>(allowed.keySet()));
    }

    /** A name of several words anywhere; one of a single word, which means other things too, where a topic is meant. */
    private static Pattern spelledTopicName() {
        String all = Topics.all().stream().map(Topic::name).map(Pattern::quote).collect(Collectors.joining("|"));
        String unmistakable = Topics.all().stream()
                .map(Topic::name)
                .filter(name -> name.contains("-"))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile("\"(?:" + unmistakable + ")\"|(?:NewTopic|ProducerRecord(?:<[^>]*>)?|TopicPartition"
                + "|\\.(?:stream|table|globalTable|to|subscribe))\\(\\s*(?:List\\.of\\()?\"(?:" + all + ")\"");
    }

    private static List<Path> testSources() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("schemas", "topology", "connectors/client", "connectors", "query-api")) {
            for (String kind : List.of("test", "browser", "lake")) {
                Path directory =
                        root.resolve(module).resolve("src").resolve(kind).resolve("java");
                if (Files.exists(directory)) {
                    try (Stream<Path> files = Files.walk(directory)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(200);
        return sources;
    }

    private static List<Path> sources() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("schemas", "topology", "connectors/client", "connectors", "query-api")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("dev/loop/schemas/Topics.java"))
                        .forEach(sources::add);
            }
        }
        assertThat(sources).isNotEmpty();
        return sources;
    }
}
