package dev.loop.client;

import dev.loop.client.model.Page;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A list, iterated over all its elements or page by page. Nothing is asked before; a page is asked for when the one before
 * it is used up. Goes on where a page is short or empty, for as long as there is a next one.
 */
public final class Listing<T> implements Iterable<T> {

    private final Function<Optional<String>, Page<T>> page;

    /** @param page asks for the page at a cursor */
    Listing(Function<Optional<String>, Page<T>> page) {
        this.page = page;
    }

    public Page<T> firstPage() {
        return page.apply(Optional.empty());
    }

    public Iterable<Page<T>> pages() {
        return Pages::new;
    }

    @Override
    public Iterator<T> iterator() {
        return stream().iterator();
    }

    /** Returns the elements; closing it is not needed. */
    public Stream<T> stream() {
        return StreamSupport.stream(pages().spliterator(), false).flatMap(one -> one.data().stream());
    }

    private final class Pages implements Iterator<Page<T>> {
        private @Nullable Page<T> last;

        @Override
        public boolean hasNext() {
            return last == null || last.next() != null;
        }

        @Override
        public Page<T> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("The last page was taken.");
            }
            Page<T> next = page.apply(Optional.ofNullable(last).map(Page::next));
            last = next;
            return next;
        }
    }
}
