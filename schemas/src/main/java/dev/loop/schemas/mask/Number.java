package dev.loop.schemas.mask;

import java.util.Arrays;

/**
 * Groups of digits that only separating signs keep apart: what may hold a card number. It is filled again and again,
 * and so it must not be shared between threads.
 */
final class Number {

    /** The most signs between two groups. A number ends where more of them stand. */
    private static final int MOST_SIGNS = 5;

    private byte[] digits = new byte[64];
    /** For each digit, where it starts in the text. */
    private int[] places = new int[64];

    private int size;
    /** For each group, its first digit. One more tells the end of the last group. */
    private int[] groups = new int[32];

    private int groupCount;
    private String text = "";
    private int end;

    /** Reads the number that begins with the digit at an index. */
    void read(String from, int index) {
        text = from;
        size = 0;
        groupCount = 0;
        int next = index;
        while (next >= 0) {
            startGroup();
            end = readGroup(next);
            next = nextGroup(end);
        }
        startGroup();
        groupCount--;
    }

    private int readGroup(int start) {
        int index = start;
        int last = start;
        while (index < text.length()) {
            int digit = Characters.digit(text, index);
            if (digit >= 0) {
                add(digit, index);
                index = Characters.after(text, index);
                last = index;
            } else if (Characters.isInvisible(text.charAt(index)) && index - last < MOST_SIGNS) {
                index++;
            } else {
                break;
            }
        }
        return last;
    }

    /** Returns where the next group begins, or -1. */
    private int nextGroup(int after) {
        int index = after;
        boolean broken = false;
        for (int signs = 0; signs <= MOST_SIGNS && index < text.length(); signs++) {
            if (Characters.digit(text, index) >= 0) {
                return index;
            }
            char unit = text.charAt(index);
            int next = Characters.afterSeparator(text, index);
            if (next > index) {
                index = next;
            } else if (!broken && Characters.isLineBreak(unit)) {
                broken = true;
                index += text.startsWith("\r\n", index) ? 2 : 1;
            } else if (broken && unit == '>') {
                index++;
            } else {
                return -1;
            }
        }
        return -1;
    }

    private void add(int digit, int place) {
        if (size == digits.length) {
            digits = Arrays.copyOf(digits, 2 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        digits[size] = (byte) digit;
        places[size++] = place;
    }

    private void startGroup() {
        if (groupCount == groups.length) {
            groups = Arrays.copyOf(groups, 2 * groupCount);
        }
        groups[groupCount++] = size;
    }

    String text() {
        return text;
    }

    /** Returns the index in the text after the last digit. */
    int end() {
        return end;
    }

    int size() {
        return size;
    }

    int groupCount() {
        return groupCount;
    }

    /** Returns the first digit of a group; of the group after the last one, the number of digits. */
    int groupStart(int group) {
        return groups[group];
    }

    int groupSize(int group) {
        return groups[group + 1] - groups[group];
    }

    int digit(int index) {
        return digits[index];
    }

    /** Returns the value of some digits, at most nine of them. */
    int value(int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = 10 * value + digits[i];
        }
        return value;
    }

    /** Returns where a digit starts in the text. */
    int from(int digit) {
        return places[digit];
    }

    /** Returns where a digit ends in the text. */
    int to(int digit) {
        return Characters.after(text, places[digit]);
    }
}
