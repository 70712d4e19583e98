package dev.loop.demo;

import dev.loop.schemas.avro.Sentiment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** The sentences that people say: about a feature, with gaps to fill, and before and after. */
final class Phrases {

    private static final String FILE = "phrases.tsv";

    private static final Map<String, String[]> GAPS = Map.of(
            "n", new String[] {"2", "3", "4", "5", "6", "7", "8", "9", "10", "12"},
            "hundreds", new String[] {"500", "800", "1,000", "2,500", "4,000", "10,000", "25,000", "60,000"},
            "period", new String[] {"last month", "this quarter", "the year", "last week", "March", "the trial"},
            "weekday", new String[] {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "the update", "last week"},
            "team",
                    new String[] {
                        "our team",
                        "the sales team",
                        "finance",
                        "our support desk",
                        "marketing",
                        "operations",
                        "my team",
                        "the warehouse"
                    },
            "country", new String[] {"Germany", "France", "Brazil", "Japan", "Canada", "the UK", "Poland", "India"},
            "tool",
                    new String[] {
                        "our CRM",
                        "the spreadsheet",
                        "our warehouse",
                        "the chat",
                        "our help desk",
                        "the calendar",
                        "our ERP"
                    },
            "browser", new String[] {"Firefox", "Chrome", "Safari", "Edge"});

    private static final Map<Sentiment, String[]> BEFORE = new EnumMap<>(Map.of(
            Sentiment.NEGATIVE,
                    new String[] {
                        "", "", "", "Hi, ", "Again: ", "Sorry, but ", "Honestly, ", "Not happy. ", "Please help: "
                    },
            Sentiment.NEUTRAL, new String[] {"", "", "", "Hello! ", "Just a question: ", "Quick one. ", "Hi all, "},
            Sentiment.POSITIVE,
                    new String[] {"", "", "", "Wow. ", "Just to say: ", "Thank you! ", "Hi team, ", "Kudos: "}));

    private static final Map<Sentiment, String[]> AFTER = new EnumMap<>(Map.of(
            Sentiment.NEGATIVE,
                    new String[] {
                        "",
                        "",
                        "",
                        " Please fix this.",
                        " We are thinking about leaving.",
                        " It worked before {weekday}.",
                        " This costs {team} {n} hours a week.",
                        " I am on {browser}, if that helps.",
                        " It happens to {n} of us, all in {browser}.",
                        " We lost {n} hours over it.",
                        " Seen by {team} and by {n} customers in {country}.",
                        " We pay for {n} seats and expect better.",
                        " Reported on {weekday}, still the same.",
                        " Any news on this?",
                        " Third time that I write about it."
                    },
            Sentiment.NEUTRAL,
                    new String[] {
                        "",
                        "",
                        "",
                        " Thanks!",
                        " It is for {team}.",
                        " We are {n} people in {country}.",
                        " I ask for {team}.",
                        " We use {browser}, if that matters.",
                        " No hurry.",
                        " I found nothing in the help pages."
                    },
            Sentiment.POSITIVE,
                    new String[] {
                        "",
                        "",
                        "",
                        " Keep it up!",
                        " So says {team}.",
                        " Best update in {n} months.",
                        " We are {n} people in {country} and all of us like it.",
                        " I showed it to {team} on {weekday}.",
                        " I tell {n} people about it every month.",
                        " Thanks a lot."
                    }));

    /** Text and gaps in turn. */
    private record Template(String[] texts, String[][] gaps) {

        static Template of(String phrase) {
            List<String> texts = new ArrayList<>();
            List<String[]> gaps = new ArrayList<>();
            int from = 0;
            for (int open = phrase.indexOf('{'); open >= 0; open = phrase.indexOf('{', from)) {
                int close = phrase.indexOf('}', open);
                texts.add(phrase.substring(from, open));
                gaps.add(Objects.requireNonNull(GAPS.get(phrase.substring(open + 1, close)), phrase));
                from = close + 1;
            }
            texts.add(phrase.substring(from));
            return new Template(texts.toArray(String[]::new), gaps.toArray(String[][]::new));
        }

        void write(StringBuilder out, SplittableRandom random) {
            for (int i = 0; i < gaps.length; i++) {
                out.append(texts[i]);
                out.append(gaps[i][random.nextInt(gaps[i].length)]);
            }
            out.append(texts[gaps.length]);
        }
    }

    private final Map<Sentiment, Template[]> before = templates(BEFORE);
    private final Map<Sentiment, Template[]> after = templates(AFTER);
    private final Map<String, Map<Sentiment, Template[]>> about = read();
    private final StringBuilder text = new StringBuilder();

    private static Map<Sentiment, Template[]> templates(Map<Sentiment, String[]> phrases) {
        Map<Sentiment, Template[]> templates = new EnumMap<>(Sentiment.class);
        phrases.forEach((sentiment, texts) ->
                templates.put(sentiment, Arrays.stream(texts).map(Template::of).toArray(Template[]::new)));
        return templates;
    }

    private static Map<String, Map<Sentiment, Template[]>> read() {
        Map<String, Map<Sentiment, List<Template>>> lists = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(Phrases.class.getResourceAsStream(FILE), FILE)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] parts = line.split("\t", 3);
                lists.computeIfAbsent(parts[0], feature -> new EnumMap<>(Sentiment.class))
                        .computeIfAbsent(
                                Sentiment.valueOf(parts[1].toUpperCase(Locale.ROOT)), sentiment -> new ArrayList<>())
                        .add(Template.of(parts[2]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Map<Sentiment, Template[]>> about = new HashMap<>();
        lists.forEach((feature, bySentiment) -> {
            Map<Sentiment, Template[]> arrays = new EnumMap<>(Sentiment.class);
            bySentiment.forEach((sentiment, templates) -> arrays.put(sentiment, templates.toArray(Template[]::new)));
            about.put(feature, arrays);
        });
        return about;
    }

    /** @param feature empty for feedback about none */
    String say(String feature, Sentiment sentiment, SplittableRandom random) {
        text.setLength(0);
        write(before, sentiment, random);
        int sentence = text.length();
        write(Objects.requireNonNull(about.get(feature), feature), sentiment, random);
        goOn(sentence);
        int first = write(after, sentiment, random);
        if (random.nextInt(3) == 0) {
            Template[] more = Objects.requireNonNull(after.get(sentiment));
            more[(first + 1 + random.nextInt(more.length - 1)) % more.length].write(text, random);
        }
        return text.toString();
    }

    /** Makes the sentence go on after a comma or a "but": it begins in lower case, unless with a name or with I. */
    private void goOn(int sentence) {
        boolean goesOn = sentence > 1 && ",t".indexOf(text.charAt(sentence - 2)) >= 0;
        if (goesOn && sentence + 1 < text.length() && Character.isLowerCase(text.charAt(sentence + 1))) {
            text.setCharAt(sentence, Character.toLowerCase(text.charAt(sentence)));
        }
    }

    private int write(Map<Sentiment, Template[]> phrases, Sentiment sentiment, SplittableRandom random) {
        Template[] templates = Objects.requireNonNull(phrases.get(sentiment));
        int drawn = random.nextInt(templates.length);
        templates[drawn].write(text, random);
        return drawn;
    }
}
