package dev.loop.schemas.mask;

/**
 * The issuers of cards, by prefix and length (ISO/IEC 7812 and the issuers' published ranges). The lengths throw out
 * what passes the checksum by nature, such as the 15 digits of an IMEI.
 */
enum CardBrand {
    VISA(bits(13, 16, 19), 4, 4),
    MASTERCARD(bits(16), 51, 55),
    MASTERCARD_2(bits(16), 2221, 2720),
    AMERICAN_EXPRESS(bits(15), 34, 34),
    AMERICAN_EXPRESS_37(bits(15), 37, 37),
    DISCOVER(bits(16, 19), 6011, 6011),
    DISCOVER_64(bits(16, 19), 644, 649),
    DISCOVER_65(bits(16, 19), 65, 65),
    UNIONPAY(bits(16, 17, 18, 19), 62, 62),
    UNIONPAY_81(bits(16, 17, 18, 19), 81, 81),
    JCB(bits(16, 19), 3528, 3589),
    DINERS(bits(14), 300, 305),
    DINERS_36(bits(14), 36, 36),
    DINERS_38(bits(14), 38, 39),
    MAESTRO(bits(13, 14, 15, 16, 17, 18, 19), 5018, 5018),
    MAESTRO_5020(bits(13, 14, 15, 16, 17, 18, 19), 5020, 5020),
    MAESTRO_5038(bits(13, 14, 15, 16, 17, 18, 19), 5038, 5038),
    MAESTRO_5893(bits(13, 14, 15, 16, 17, 18, 19), 5893, 5893),
    MAESTRO_6304(bits(13, 14, 15, 16, 17, 18, 19), 6304, 6304),
    MAESTRO_6759(bits(13, 14, 15, 16, 17, 18, 19), 6759, 6763),
    RUPAY(bits(16), 60, 60),
    RUPAY_82(bits(16), 82, 82),
    RUPAY_508(bits(16), 508, 508),
    MIR(bits(16), 2200, 2204);

    static final int SHORTEST = 13;
    static final int LONGEST = 19;

    private static final CardBrand[] ALL = values();

    private final int lengths;
    private final int first;
    private final int last;
    private final int prefix;

    CardBrand(int lengths, int first, int last) {
        this.lengths = lengths;
        this.first = first;
        this.last = last;
        this.prefix = Integer.toString(first).length();
    }

    private static int bits(int... lengths) {
        int bits = 0;
        for (int length : lengths) {
            bits |= 1 << length;
        }
        return bits;
    }

    /** Returns whether some issuer gives out numbers of this length that begin so. */
    static boolean issues(Number number, int from, int length) {
        int four = number.value(from, 4);
        for (CardBrand brand : ALL) {
            int start = switch (brand.prefix) {
                case 1 -> four / 1000;
                case 2 -> four / 100;
                case 3 -> four / 10;
                default -> four;
            };
            if ((brand.lengths >> length & 1) == 1 && start >= brand.first && start <= brand.last) {
                return true;
            }
        }
        return false;
    }
}
