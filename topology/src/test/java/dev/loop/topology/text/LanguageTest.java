package dev.loop.topology.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which words of each language are found as forms of one, with and without their accents. */
class LanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            en ; crash crashes crashed crashing
            en ; export exports exported exporting
            en ; notification notifications
            en ; query queries queried querying
            en ; cancel cancels cancelled canceled cancelling cancellation
            en ; stop stops stopped stopping
            en ; widget widgets widget's
            de ; Absturz Absturzes Abstürze Abstürzen ABSTURZE
            de ; Rechnung Rechnungen
            de ; langsam langsame langsamer langsames
            de ; Fehler Fehlern Fehlers
            de ; Einstellung Einstellungen
            de ; Größe Größen GROSSE
            fr ; facture factures facturé
            fr ; lent lente lents lentes lentement
            fr ; exportation exportations exporter exporté exportée exportes
            fr ; réglage réglages reglages
            fr ; journal journaux
            fr ; bloqué bloquée bloqués bloquer
            es ; error errores
            es ; aplicación aplicaciones aplicacion
            es ; lento lenta lentos lentas
            es ; imagen imágenes imagenes
            es ; rápido rápida rápidos
            it ; errore errori
            it ; lento lenta lenti lente
            it ; applicazione applicazioni
            it ; blocca bloccata bloccato bloccare blocco
            it ; aggiornamento aggiornamenti aggiornare
            pt ; aplicação aplicações aplicacao
            pt ; fatura faturas
            pt ; papel papéis
            nl ; factuur facturen
            nl ; instelling instellingen
            sv ; faktura fakturor fakturorna
            sv ; inställning inställningar inställningarna
            sv ; krasch krascher kraschar kraschade
            da ; fejl fejlen fejlene
            da ; indstilling indstillinger indstillingerne
            no ; innstilling innstillinger innstillingene
            nb ; treg trege tregere
            fi ; lasku laskut laskun laskuja laskussa
            ru ; ошибка ошибки ошибку ошибкой ошибками
            ru ; отчёт отчеты отчётов
            el ; εφαρμογή εφαρμογές εφαρμογής
            """)
    void shouldFindEachFormByEachOther_whenTheLanguageIsKnown(String code, String forms) throws Exception {
        List<Language> language = Language.ofCode(Optional.of(code));
        for (String searched : forms.split(" ")) {
            for (String said : forms.split(" ")) {
                assertThat(TextQuery.parse(searched).matches(said, language))
                        .as("%s finds %s", searched, said)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            en ; import      ; important
            en ; organ       ; organization
            en ; new         ; news
            en ; universe    ; university
            en ; paste       ; past
            en ; use         ; useless
            en ; intern      ; international
            de ; Rechnung    ; rechts
            fr ; lent        ; lentilles
            es ; error       ; erradicar
            it ; lento       ; lenzuola
            nl ; fout        ; foto
            sv ; fel         ; felaktig
            ru ; счет        ; считать
            pl ; faktura     ; faktury
            pl ; export      ; exports
            ja ; export      ; exports
            """)
    void shouldKeepWordsApart_whenTheyAreNoFormsOfOne(String code, String searched, String said) throws Exception {
        List<Language> language = Language.ofCode(Optional.of(code));
        assertThat(TextQuery.parse(searched).matches(said, language)).isFalse();
        assertThat(TextQuery.parse(said).matches(searched, language)).isFalse();
        assertThat(TextQuery.parse(said).matches(said, language)).isTrue();
    }

    /** One search serves items in all languages; the language of an item chooses its forms. */
    @Test
    void shouldFindFormsByTheLanguageOfTheItem_whenTheSearchIsTheSame() throws Exception {
        TextQuery query = TextQuery.parse("aggiornamento");
        assertThat(query.matches("troppi aggiornamenti", Language.ofCode(Optional.of("it"))))
                .isTrue();
        assertThat(query.matches("troppi aggiornamenti", Language.ofCode(Optional.of("de"))))
                .isFalse();
        assertThat(query.matches("un aggiornamento", Language.ofCode(Optional.of("de"))))
                .isTrue();
    }

    @Test
    void shouldReadEachScriptByItsOwnLanguage_whenTheLanguageIsUnknown() throws Exception {
        List<Language> unknown = Language.ofCode(Optional.empty());
        assertThat(TextQuery.parse("crash").matches("crashes", unknown)).isTrue();
        assertThat(TextQuery.parse("отчёт").matches("отчеты", unknown)).isTrue();
        assertThat(TextQuery.parse("lento").matches("lenta", unknown)).isFalse();
    }
}
