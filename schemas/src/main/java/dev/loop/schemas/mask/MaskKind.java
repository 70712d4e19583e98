package dev.loop.schemas.mask;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a mask stands for. Its word is part of the API and of the text that takes the value's place. */
public enum MaskKind {
    /** A payment card number, ISO/IEC 7812. Its last four digits are kept, so that two cards can be told apart. */
    CARD,
    /** A social security number, or an individual taxpayer identification number, of the United States. */
    SSN,
    /** An international bank account number, ISO 13616. */
    IBAN,
    /** An address of electronic mail. */
    EMAIL,
    /** A telephone number, as libphonenumber finds it. */
    PHONE;

    /** The words of all kinds. */
    public static final List<String> WORDS =
            Arrays.stream(values()).map(MaskKind::word).toList();

    /** Returns the kind of a word, exactly as {@link #word} writes it. */
    public static Optional<MaskKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
