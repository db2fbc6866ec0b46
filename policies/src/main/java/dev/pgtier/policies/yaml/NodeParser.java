package dev.pgtier.policies.yaml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Builds the tree from the events of SnakeYAML's parser: they alone still know where everything
 * stands, what is quoted and what carries a tag.
 */
final class NodeParser {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 32;

  /** Ends the reading of a file; what follows cannot be made sense of. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Place place;

    Unreadable(Place place, String message) {
      super(message);
      this.place = place;
    }
  }

  private final Iterator<Event> events;

  /** Where the last event ended. */
  private Place last = Place.START;

  private NodeParser(Iterator<Event> events) {
    this.events = events;
  }

  /**
   * The next event.
   *
   * @throws Unreadable for an escape such as {@code "\\UFFFFFFFF"} or one that the file's end cuts
   *     off: SnakeYAML lets the NumberFormatException out
   */
  private Event next() throws Unreadable {
    try {
      Event event = events.next();
      last = place(event.getEndMark());
      return event;
    } catch (NumberFormatException e) {
      throw new Unreadable(last, "not YAML: a wrong \\ escape in the text after this");
    }
  }

  /** The file's one document; empty when it cannot be read, which adds a mistake. */
  static Optional<Node> parse(byte[] bytes, Mistakes mistakes) {
    String text = "";
    try {
      text = decode(bytes);
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(MAX_BYTES);
      return Optional.of(
          new NodeParser(new Yaml(options).parse(new StringReader(text)).iterator()).document());
    } catch (Unreadable e) {
      mistakes.add(e.place, e.getMessage());
    } catch (MarkedYAMLException e) {
      mistakes.add(place(e.getProblemMark()), "not YAML: " + e.getProblem());
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      mistakes.add(
          end(before), "not YAML: character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      mistakes.add(Place.START, "not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static String decode(byte[] bytes) throws Unreadable {
    if (bytes.length > MAX_BYTES) {
      throw new Unreadable(Place.START, "the file is larger than 1 MiB");
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    String text = chars.flip().toString();
    if (result.isError()) {
      throw new Unreadable(end(text), "not UTF-8");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private Node document() throws Unreadable {
    expect(Event.ID.StreamStart);
    Event start = next();
    if (start.is(Event.ID.StreamEnd)) {
      throw new Unreadable(Place.START, "the file is empty");
    }
    Node root = node(next(), 0);
    expect(Event.ID.DocumentEnd);
    Event end = next();
    if (!end.is(Event.ID.StreamEnd)) {
      throw new Unreadable(place(end.getStartMark()), "a second document begins; one is read");
    }
    return root;
  }

  private Node node(Event event, int depth) throws Unreadable {
    Place place = place(event.getStartMark());
    if (event.is(Event.ID.Alias)) {
      throw new Unreadable(place, "aliases (*name) are not read; write the value again");
    }
    if (((NodeEvent) event).getAnchor() != null) {
      throw new Unreadable(place, "anchors (&name) are not read; write the value where it belongs");
    }
    if (depth > MAX_DEPTH) {
      throw new Unreadable(place, "nested deeper than " + MAX_DEPTH);
    }
    if (event instanceof ScalarEvent scalar) {
      refuseTag(place, scalar.getTag());
      return new Node.Scalar(
          place, scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN);
    }
    refuseTag(place, ((CollectionStartEvent) event).getTag());
    return event.is(Event.ID.SequenceStart) ? items(place, depth) : mapping(place, depth);
  }

  private Node items(Place place, int depth) throws Unreadable {
    List<Node> items = new ArrayList<>();
    for (Event next = next(); !next.is(Event.ID.SequenceEnd); next = next()) {
      items.add(node(next, depth + 1));
    }
    return new Node.Items(place, items);
  }

  private Node mapping(Place place, int depth) throws Unreadable {
    List<Node.Entry> entries = new ArrayList<>();
    for (Event next = next(); !next.is(Event.ID.MappingEnd); next = next()) {
      if (!(node(next, depth + 1) instanceof Node.Scalar key)) {
        throw new Unreadable(place(next.getStartMark()), "a key must be plain text");
      }
      entries.add(new Node.Entry(key, node(next(), depth + 1)));
    }
    return new Node.Mapping(place, entries);
  }

  private void expect(Event.ID id) throws Unreadable {
    Event event = next();
    if (!event.is(id)) {
      throw new AssertionError(event);
    }
  }

  private static void refuseTag(Place place, String tag) throws Unreadable {
    if (tag != null) {
      throw new Unreadable(place, "tags (!name) are not read; quote a text that begins with !");
    }
  }

  private static Place place(Mark mark) {
    return mark == null ? Place.START : new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Place end(String text) {
    int line = (int) text.chars().filter(c -> c == '\n').count();
    return new Place(line + 1, text.length() - text.lastIndexOf('\n'));
  }
}
