package dev.loop.connectors.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of addresses with the same leading bits, as {@code 10.0.0.0/8} or {@code fd00::/8} (CIDR, RFC 4632, RFC
 * 4291).
 */
public final class AddressRange {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final byte[] prefix;
    private final int bits;

    private AddressRange(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * @param text an address and how many of its bits count; without a number all of them do
     * @throws IllegalArgumentException whose message says what would be right
     */
    public static AddressRange parse(String text) {
        String trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        byte[] address = literal(slash < 0 ? trimmed : trimmed.substring(0, slash), text);
        int most = address.length * 8;
        int bits = slash < 0 ? most : bits(trimmed.substring(slash + 1), most, text);
        byte[] masked = masked(address, bits);
        if (!Arrays.equals(masked, address)) {
            throw new IllegalArgumentException("'" + text + "' has bits set behind its first " + bits + "; write "
                    + name(masked) + "/" + bits + " for the whole range or " + name(address) + " for the one address");
        }
        return new AddressRange(masked, bits);
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != prefix[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((bytes[whole] ^ prefix[whole]) & 0xff) >> 8 - rest == 0;
    }

    @Override
    public String toString() {
        return name(prefix) + "/" + bits;
    }

    /** Parses an address without asking a name server. */
    private static byte[] literal(String address, String text) {
        if (IPV4.matcher(address).matches() || IPV6.matcher(address).matches()) {
            try {
                return InetAddress.getByName(address).getAddress();
            } catch (UnknownHostException notOne) {
                // The exception below says so.
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a range of addresses; write one as 127.0.0.0/8, 10.1.2.3 or fd00::/8");
    }

    private static int bits(String number, int most, String text) {
        int bits = number.matches("\\d{1,3}") ? Integer.parseInt(number) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "'" + text + "': what stands after the / is a number of bits, from 0 to " + most);
        }
        return bits;
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = new byte[address.length];
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.max(0, Math.min(8, bits - i * 8));
            masked[i] = (byte) (address[i] & 0xff << 8 - kept);
        }
        return masked;
    }

    private static String name(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }
}
