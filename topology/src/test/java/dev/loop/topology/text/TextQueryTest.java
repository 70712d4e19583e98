package dev.loop.topology.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loop.topology.text.TextQuery.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the questions that can be asked of a message, and the errors of others. */
class TextQueryTest {

    private static final List<Language> UNKNOWN = Language.ofCode(Optional.empty());

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            export                     ; The EXPORT, again             ; true
            export                     ; exports                       ; true
            "export"                   ; exports                       ; false
            "exports"                  ; exports                       ; true
            crash                      ; it keeps crashing             ; true
            crashes                    ; one crash                     ; true
            -crash                     ; it crashed                    ; false
            -"crash"                   ; it crashed                    ; true
            e-mails                    ; my e-mail                     ; true
            "e-mails"                  ; my e-mail                     ; false
            e-mail                     ; e-books and mails             ; false
            crash | freeze             ; it freezes                    ; true
            import                     ; an important thing            ; false
            new                        ; no news                       ; false
            the                        ; then                          ; false
            ошибка                     ; много ошибки                  ; true
            εφαρμογή                   ; οι εφαρμογές                  ; true
            "ошибка"                   ; много ошибки                  ; false
            мой                        ; мои                           ; false
            export csv                 ; csv export                    ; true
            "export csv"               ; csv export                    ; false
            "export csv"               ; an Export: CSV!               ; true
            “export csv”               ; export csv                    ; true
            expo*                      ; exporting                     ; true
            expo*                      ; my expo                       ; true
            exprot~                    ; export                        ; true
            exprot~                    ; import                        ; false
            epxort~1                   ; export                        ; true
            slow -export               ; slow import                   ; true
            slow -export               ; slow export                   ; false
            slow NOT (export import)   ; slow export                   ; true
            slow NOT (export import)   ; slow import and export        ; false
            -export                    ; slow                          ; true
            slow | hangs               ; it hangs                      ; true
            slow OR hangs              ; it runs                       ; false
            (slow | hangs) +export     ; export hangs                  ; true
            slow AND export            ; export                        ; false
            größe                      ; GROSSE                        ; true
            strasse                    ; Straße                        ; true
            don't                      ; I don’t                       ; true
            application                ; L'application plante          ; true
            export                     ; l’export d’images             ; true
            images                     ; l’export d’images             ; true
            l'export                   ; l’export d’images             ; true
            l'export                   ; un export                     ; false
            l’expor*                   ; mon export                    ; true
            d'exprot~                  ; l'export                      ; true
            app                        ; la chiusura dell'app          ; true
            aggiornamento              ; L’AGGIORNAMENTO               ; true
            heure                      ; jusqu’à l'heure               ; true
            "plus l'app"               ; d'plus l'app                  ; true
            can                        ; I can't                       ; false
            t                          ; I can't                       ; false
            hui                        ; aujourd'hui                   ; false
            cafe                       ; café                          ; true
            ελλας                      ; ΕΛΛΑΣ                         ; true
            本語                       ; 日本語のメッセージ            ; true
            語本                       ; 日本語                        ; false
            ッセ                       ; 日本語のメッセージ            ; true
            日本*                      ; 日本語                        ; true
            カキ                       ; ｶｷ                            ; true
            broken                     ; it is broken.Please help      ; true
            2.1                        ; since 2.1                     ; true
            1                          ; since 2.1                     ; false
            e-mail                     ; my e-mail                     ; true
            e-mail                     ; mail e                        ; false
            user_name                  ; the user name                 ; true
            - export                   ; an export                     ; true
            /ex.t/                     ; ex t                          ; true
            """)
    void shouldFindWhatIsMeant_whenSaidAsPeopleDo(String query, String message, boolean found) throws Exception {
        assertThat(TextQuery.parse(query).matches(message, UNKNOWN)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            "export                    ; has a quotation mark that is not closed
            export"                    ; has a quotation mark that is not closed
            (export                    ; has a parenthesis that is not closed
            export)                    ; closes a parenthesis that was not opened
            :)                         ; closes a parenthesis that was not opened
            ((((((((( a                ; has parentheses 9 deep
            *                          ; has a star after fewer than 2 letters
            e*                         ; has a star after fewer than 2 letters
            ex*rt                      ; has a star within a word
            *port                      ; has a star within a word
            e-mai*                     ; has a star after more than one word
            "an export"*               ; has a * after a phrase
            "an export"~2              ; has a ~ after a phrase
            ab~                        ; has a ~ after a word of 2 letters
            export~3                   ; asks for ~3
            e-mail~                    ; has a ~ after more than one word
            export |                   ; has a | with nothing beside it
            OR export                  ; has a | with nothing beside it
            export NOT                 ; has a NOT with nothing beside it
            !?                         ; has no word to search for
            ()                         ; has no word to search for
            """)
    void shouldSayWhatToDo_whenItMeansNothing(String query, String problem) {
        TextQueryException refused = catchThrowableOfType(TextQueryException.class, () -> TextQuery.parse(query));
        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.remedy()).isNotBlank();
    }

    @Test
    void shouldRefuseTooMuch_whenAQueryIsABomb() {
        assertThat(problem("a ".repeat(65))).isEqualTo("has more than 64 words");
        assertThat(problem("x".repeat(1001))).isEqualTo("is longer than 1000 characters");
        assertThat(problem("(".repeat(999))).isEqualTo("has parentheses 9 deep");
        assertThat(problem("abcdefghij".repeat(5) + "~")).isEqualTo("has a ~ after a word of 50 letters");
    }

    private static String problem(String query) {
        return catchThrowableOfType(TextQueryException.class, () -> TextQuery.parse(query))
                .problem();
    }

    /** Either it is a query, which can be asked, or it is told what is wrong; and neither takes long. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldReadOrRefuse_whenTheTextIsGarbage(long seed) {
        Random random = new Random(seed);
        String[] parts = {
            "\"",
            "(",
            ")",
            "|",
            "*",
            "~",
            "~2",
            "+",
            "-",
            " ",
            " ",
            "OR",
            "AND",
            "NOT",
            "a",
            "ab",
            "export",
            "日本",
            "\uD83D",
            "\uD83D\uDE00",
            "\u0301",
            "\u200D",
            "\u0000",
            "/",
            "\\",
            "^",
            "[a TO b]",
            "{",
            "field:x",
            "&&",
            "!",
            "."
        };
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int read = 0;
            for (int i = 0; i < 20_000; i++) {
                StringBuilder text = new StringBuilder();
                for (int part = random.nextInt(12); part >= 0; part--) {
                    text.append(parts[random.nextInt(parts.length)]);
                }
                try {
                    TextQuery query = TextQuery.parse(text.toString());
                    String message = text.reverse().toString();
                    List<Span> spans = query.spans(message, UNKNOWN);
                    assertThat(spans.isEmpty() || query.matches(message, UNKNOWN))
                            .isTrue();
                    read++;
                } catch (TextQueryException refused) {
                    assertThat(refused.remedy()).isNotBlank();
                }
            }
            assertThat(read).isPositive();
        });
    }

    @Test
    void shouldPointAtWhatWasFound_whenAsked() throws Exception {
        String message = "My Export hangs, the 日本語 export too; crashed.";
        TextQuery query = TextQuery.parse("(export crash* | 日本 export) -import \"hangs the\"");

        assertThat(query.spans(message, UNKNOWN).stream().map(span -> message.substring(span.start(), span.end())))
                .containsExactly("Export", "hangs", "the", "日本", "export", "crashed");
        assertThat(query.spans("import " + message, UNKNOWN)).isEmpty();
    }

    @Test
    void shouldPointAtAllForms_whenTheWordIsNotInQuotes() throws Exception {
        String message = "It crashes: CRASHED twice, \u201Ccrash\u201D, crashing.";
        for (String query : List.of("crash", "crashes", "crash -\"freeze\"")) {
            assertThat(TextQuery.parse(query).spans(message, UNKNOWN).stream()
                            .map(span -> message.substring(span.start(), span.end())))
                    .as(query)
                    .containsExactly("crashes", "CRASHED", "crash", "crashing");
        }
        assertThat(TextQuery.parse("\"crash\"").spans(message, UNKNOWN))
                .containsExactly(new Span(message.indexOf("crash\u201D"), message.indexOf("\u201D,")));
    }

    @Test
    void shouldTellTheWordsWithForms_whenSomeHaveThem() throws Exception {
        assertThat(TextQuery.parse("Crashes \"exports\" the 2.1 -E-Mails | (frei* slwo~ 日本)")
                        .wordsWithForms())
                .containsExactly("crashes", "mails");
    }
}
