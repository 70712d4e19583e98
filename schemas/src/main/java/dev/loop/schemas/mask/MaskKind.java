package dev.loop.schemas.mask;

import java.util.Locale;

/** What a mask stands for. Its word is part of the API and of the text that takes the value's place. */
public enum MaskKind {
    /** A payment card number, ISO/IEC 7812. Its last four digits are kept, so that two cards can be told apart. */
    CARD,
    /** A social security number, or an individual taxpayer identification number, of the United States. */
    SSN,
    /** An international bank account number, ISO 13616. */
    IBAN,
    /** An address of electronic mail. */
    EMAIL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
