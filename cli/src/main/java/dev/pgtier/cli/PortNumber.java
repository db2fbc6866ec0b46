package dev.pgtier.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A TCP port on the command line. */
final class PortNumber implements ITypeConverter<Integer> {
  private static final int LAST = 65_535;

  @Override
  public Integer convert(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= LAST) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw refuse(text);
    }
    throw refuse(text);
  }

  private static TypeConversionException refuse(String text) {
    return new TypeConversionException("'%s' is no port; there are 0 to %d".formatted(text, LAST));
  }
}
