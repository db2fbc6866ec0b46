package dev.pgtier.cli.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Why a file could not be had, for a person; Java's own messages are often but its name. */
public final class FileTrouble {
  private static final String MISSING = "there is no such file or folder";

  private FileTrouble() {}

  /** Half a sentence, such as {@code permission denied}, to stand after a colon. */
  public static String of(IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return MISSING;
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is there already";
    }
    if (e instanceof NotDirectoryException) {
      return "it is no folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    if (e instanceof FileSystemLoopException) {
      return "its links go in circles";
    }
    String said = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : plain(said);
  }

  private static String plain(String said) {
    return switch (said) {
      case "Is a directory" -> "it is a folder";
      case "Not a directory" -> MISSING;
      default ->
          said.length() > 1 && Character.isLowerCase(said.charAt(1))
              ? said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1)
              : said;
    };
  }
}
