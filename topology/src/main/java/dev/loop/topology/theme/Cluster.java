package dev.loop.topology.theme;

/** The vectors of a theme, as their exact sum: a vector that is taken away again leaves nothing behind. */
final class Cluster {

    final long id;
    final int[] sum;
    private int size;
    private int[] direction;

    /** The number in the project of the item that joined last. */
    long lastJoined;

    /** Whether it stays what it is: it is neither merged into another one nor dropped for room. */
    boolean pinned;

    Cluster(long id) {
        this(id, new int[Direction.WIDTH], 0);
    }

    Cluster(long id, int[] sum, int size) {
        this.id = id;
        this.sum = sum;
        this.size = size;
        this.direction = new int[Direction.WIDTH];
    }

    int size() {
        return size;
    }

    int[] direction() {
        return direction;
    }

    void add(byte[] vector, Mean mean) {
        Direction.add(sum, vector, 1);
        size++;
        turn(mean);
    }

    void subtract(byte[] vector, Mean mean) {
        Direction.add(sum, vector, -1);
        size--;
        turn(mean);
    }

    void take(Cluster other, Mean mean) {
        for (int i = 0; i < Direction.WIDTH; i++) {
            sum[i] += other.sum[i];
        }
        size += other.size;
        lastJoined = Math.max(lastJoined, other.lastJoined);
        turn(mean);
    }

    void turn(Mean mean) {
        direction = Direction.of(sum, size, mean);
    }
}
