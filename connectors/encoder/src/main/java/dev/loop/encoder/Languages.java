package dev.loop.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Tells in which of some languages a text is. To choose among few is far more often right than to choose among all that
 * the model knows; its probability says nothing about short texts and is not asked.
 */
final class Languages {

    /** A text with fewer letters tells nothing: it is in the first language. */
    private static final int FEWEST_LETTERS = 12;

    private static final String MODEL = "langdetect-183.bin";

    /** Where the model's code is not that of the language, but of its usual form. */
    private static final Map<String, String> USUAL_FORMS =
            Map.of("cmn", "zh", "pes", "fa", "ekk", "et", "lvs", "lv", "nob", "no", "plt", "mg", "zlm", "ms");

    private final List<String> wanted;
    private final LanguageDetectorME detector;
    private final Map<String, String> byModelCode = new HashMap<>();

    /**
     * @param wanted two-letter codes; the first is that of texts that tell nothing
     * @throws IllegalArgumentException naming one that the model does not know
     */
    Languages(List<String> wanted) throws IOException {
        this.wanted = List.copyOf(wanted);
        try (InputStream model = MiniLm.resource(MODEL)) {
            detector = new LanguageDetectorME(new LanguageDetectorModel(model));
        }
        for (String code : detector.getSupportedLanguages()) {
            String two = twoLetters(code);
            if (wanted.contains(two)) {
                byModelCode.put(code, two);
            }
        }
        for (String language : wanted) {
            if (!byModelCode.containsValue(language)) {
                throw new IllegalArgumentException("The language " + language + " is not known");
            }
        }
    }

    String of(String text) {
        if (wanted.size() == 1 || text.codePoints().filter(Character::isLetter).count() < FEWEST_LETTERS) {
            return wanted.get(0);
        }
        for (Language guess : detector.predictLanguages(text)) {
            String language = byModelCode.get(guess.getLang());
            if (language != null) {
                return language;
            }
        }
        return wanted.get(0);
    }

    private static String twoLetters(String three) {
        String usual = USUAL_FORMS.get(three);
        if (usual != null) {
            return usual;
        }
        for (String two : Locale.getISOLanguages()) {
            if (Locale.forLanguageTag(two).getISO3Language().equals(three)) {
                return two;
            }
        }
        return three;
    }
}
