package dev.loop.topology.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.topology.text.Language;
import dev.loop.topology.text.MessageAnalyzer;
import dev.loop.topology.text.TextQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an index of items in several languages finds is what reading each item finds. */
class FormsInLanguagesTest {

    private static final int MESSAGES = 500;

    private static final List<String> LANGUAGES = List.of("", "en", "de", "fr", "it", "pt", "ru", "pl");

    private static final List<String> WORDS = List.of(
            "crash",
            "crashes",
            "Crashing",
            "export",
            "exports",
            "exporter",
            "exporté",
            "exporte",
            "Exporten",
            "lento",
            "lenta",
            "lente",
            "lents",
            "aplicação",
            "aplicações",
            "Abstürze",
            "Absturz",
            "the",
            "die",
            "e-mails",
            "l'export",
            "ошибка",
            "ошибки",
            "日本語",
            "2.1");

    private record Message(String text, List<Language> languages) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldFindWhatARecountFinds_whenItemsHaveTheirOwnLanguages(long seed) throws Exception {
        Random random = new Random(seed);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(new Message(
                    words(random, random.nextInt(6)),
                    Language.ofCode(Optional.of(of(LANGUAGES, random)).filter(code -> !code.isEmpty()))));
        }
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            index(messages, directory);
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                HeldForms held = HeldForms.of(reader);
                int found = 0;
                for (int i = 0; i < 400; i++) {
                    TextQuery query = TextQuery.parse(query(random));
                    TreeSet<Integer> hits = new TreeSet<>();
                    for (ScoreDoc hit : searcher.search(Queries.of(query.root(), held), MESSAGES).scoreDocs) {
                        hits.add(hit.doc);
                    }
                    TreeSet<Integer> recounted = new TreeSet<>();
                    for (int at = 0; at < MESSAGES; at++) {
                        if (query.matches(
                                messages.get(at).text(), messages.get(at).languages())) {
                            recounted.add(at);
                        }
                    }
                    assertThat(hits).as("seed %d: %s", seed, query).isEqualTo(recounted);
                    found += hits.size();
                }
                assertThat(found).isPositive();
            }
        }
    }

    private static void index(List<Message> messages, ByteBuffersDirectory directory) throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (Message message : messages) {
                Document document = new Document();
                document.add(
                        new TextField(Fields.MESSAGE, MessageAnalyzer.stream(message.text(), message.languages())));
                writer.addDocument(document);
            }
        }
    }

    private static String query(Random random) {
        StringBuilder query = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String part = random.nextInt(3) == 0 ? '"' + words(random, 1 + random.nextInt(2)) + '"' : words(random, 1);
            query.append(query.isEmpty() || random.nextInt(3) > 0 ? "" : "| ")
                    .append(random.nextInt(4) == 0 ? "-" : "")
                    .append(part)
                    .append(' ');
        }
        return query.toString();
    }

    private static String words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(of(WORDS, random));
        }
        return String.join(" ", words);
    }

    private static <T> T of(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
