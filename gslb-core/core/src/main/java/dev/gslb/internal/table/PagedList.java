package dev.gslb.internal.table;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list whose changed copy shares all pages but those touched.
 *
 * @param <T> the elements
 */
public final class PagedList<T> {
  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final PagedList<?> EMPTY = new PagedList<>(new Object[0][], 0);

  private final @Nullable Object[][] pages;
  private final int size;

  private PagedList(@Nullable Object[][] pages, int size) {
    this.pages = pages;
    this.size = size;
  }

  /** The list without elements. */
  @SuppressWarnings("unchecked") // holds no element
  public static <T> PagedList<T> empty() {
    return (PagedList<T>) EMPTY;
  }

  /** A list of given elements. */
  public static <T> PagedList<T> of(List<? extends T> elements) {
    Editor<T> editor = PagedList.<T>empty().edit();
    elements.forEach(editor::add);
    return editor.freeze();
  }

  /** Returns one element; the query path. */
  @SuppressWarnings({"unchecked", "NullAway"}) // only elements of T are stored, up to size
  public T get(int index) {
    return (T) pages[index >>> PAGE_BITS][index & (PAGE - 1)];
  }

  /** Counts the elements. */
  public int size() {
    return size;
  }

  /** Shows all elements in order. */
  public void forEach(Consumer<? super T> action) {
    for (int i = 0; i < size; i++) {
      action.accept(get(i));
    }
  }

  /** Begins a changed copy. */
  public Editor<T> edit() {
    return new Editor<>(this);
  }

  /**
   * Derives a list; confined to one thread.
   *
   * @param <T> the elements
   */
  public static final class Editor<T> {
    private @Nullable Object[][] pages;
    private boolean[] owned;
    private int size;

    private Editor(PagedList<T> base) {
      pages = base.pages.clone();
      owned = new boolean[pages.length];
      size = base.size;
    }

    /** Appends an element and returns its index. */
    public int add(T element) {
      int index = size++;
      if (index >>> PAGE_BITS == pages.length) {
        pages = Arrays.copyOf(pages, pages.length + 1);
        owned = Arrays.copyOf(owned, pages.length);
        pages[pages.length - 1] = new Object[PAGE];
        owned[pages.length - 1] = true;
      }
      set(index, element);
      return index;
    }

    /** Replaces an element. */
    public void set(int index, T element) {
      put(index, element);
    }

    private void put(int index, @Nullable T element) {
      int page = index >>> PAGE_BITS;
      if (!owned[page]) {
        pages[page] = pages[page].clone();
        owned[page] = true;
      }
      pages[page][index & (PAGE - 1)] = element;
    }

    /** Forgets an element, whose index is not asked for until it is set again. */
    public void clear(int index) {
      put(index, null);
    }

    /** Ends the editing; the editor must not be used any more. */
    public PagedList<T> freeze() {
      return new PagedList<>(pages, size);
    }
  }
}
