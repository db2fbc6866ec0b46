package dev.pgtier.parser.wasm;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The module's memory without the part that it never uses. Emscripten lays out data, then 32 MB of
 * stack that grows down towards the data, then the heap; a thread of the JVM is out of stack long
 * before the module is. So most of the stack is a gap here, in which nothing may be read or
 * written, which also keeps an overflowing stack off the data.
 *
 * <pre>
 * data   gap              stack    heap
 * 0 … LOW … top - STACK … top …    size
 * </pre>
 */
final class ModuleMemory implements Memory {
  /** More than the module's data. */
  private static final int LOW = 1 << 20;

  private static final int STACK = 8 << 20;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final MemoryLimits limits;
  private final int gap;
  private int pages;
  private byte[] bytes;

  /**
   * @param stackTop the address at which the module's stack begins, from there downwards
   */
  ModuleMemory(MemoryLimits limits, int stackTop) {
    this.limits = limits;
    this.gap = stackTop - STACK - LOW;
    this.pages = limits.initialPages();
    this.bytes = new byte[pages * PAGE_SIZE - gap];
  }

  /** Bytes that this takes of the JVM's heap. */
  long held() {
    return bytes.length;
  }

  /** The index in {@link #bytes}; a wrong one leads to an exception at the access. */
  private int at(int address) {
    int index = address - gap;
    return index >= LOW ? index : low(address);
  }

  private static int low(int address) {
    if (Integer.compareUnsigned(address, LOW) >= 0) {
      throw new OutOfModuleStackException();
    }
    return address;
  }

  /** The index at which {@code size} bytes begin, none of them in the gap. */
  private int at(int address, int size) {
    if (size == 0) {
      return 0;
    }
    int index = at(address);
    if (at(address + size - 1) != index + size - 1) {
      throw new OutOfModuleStackException();
    }
    return index;
  }

  @Override
  public int pages() {
    return pages;
  }

  @Override
  public int grow(int size) {
    long wanted = (long) pages + size;
    if (wanted > limits.maximumPages()) {
      return -1;
    }
    int old = pages;
    pages = (int) wanted;
    int length = pages * PAGE_SIZE - gap;
    if (length > bytes.length) {
      // The heap grows page by page: a copy for each would take time quadratic in its size.
      int most = limits.maximumPages() * PAGE_SIZE - gap;
      bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(length, bytes.length * 3 / 2)));
    }
    return old;
  }

  @Override
  public int initialPages() {
    return limits.initialPages();
  }

  @Override
  public int maximumPages() {
    return limits.maximumPages();
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void initialize(Instance instance, DataSegment[] segments) {
    for (DataSegment segment : segments) {
      if (!(segment instanceof ActiveDataSegment active)) {
        throw new IllegalStateException("libpg_query was not expected to have passive data");
      }
      long[] offset =
          ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions());
      write((int) offset[0], segment.data(), 0, segment.data().length);
    }
  }

  @Override
  public void write(int address, byte[] data, int offset, int size) {
    System.arraycopy(data, offset, bytes, at(address, size), size);
  }

  @Override
  public byte read(int address) {
    return bytes[at(address)];
  }

  @Override
  public byte[] readBytes(int address, int length) {
    int index = at(address, length);
    return Arrays.copyOfRange(bytes, index, index + length);
  }

  /** The bytes from {@code address} up to the first zero. */
  byte[] readString(int address) {
    int start = at(address);
    int end = start;
    while (bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(bytes, start, end);
  }

  @Override
  public void writeI32(int address, int data) {
    INTS.set(bytes, at(address), data);
  }

  @Override
  public int readInt(int address) {
    return (int) INTS.get(bytes, at(address));
  }

  @Override
  public void writeLong(int address, long data) {
    LONGS.set(bytes, at(address), data);
  }

  @Override
  public long readLong(int address) {
    return (long) LONGS.get(bytes, at(address));
  }

  @Override
  public void writeShort(int address, short data) {
    SHORTS.set(bytes, at(address), data);
  }

  @Override
  public short readShort(int address) {
    return (short) SHORTS.get(bytes, at(address));
  }

  @Override
  public long readU16(int address) {
    return Short.toUnsignedLong(readShort(address));
  }

  @Override
  public void writeByte(int address, byte data) {
    bytes[at(address)] = data;
  }

  @Override
  public void writeF64(int address, double data) {
    DOUBLES.set(bytes, at(address), data);
  }

  @Override
  public double readDouble(int address) {
    return (double) DOUBLES.get(bytes, at(address));
  }

  @Override
  public long readF64(int address) {
    return readLong(address);
  }

  @Override
  public void writeF32(int address, float data) {
    writeI32(address, Float.floatToRawIntBits(data));
  }

  @Override
  public long readF32(int address) {
    return readInt(address);
  }

  @Override
  public float readFloat(int address) {
    return Float.intBitsToFloat(readInt(address));
  }

  @Override
  public void zero() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public void fill(byte value, int from, int to) {
    int index = at(from, to - from);
    Arrays.fill(bytes, index, index + to - from, value);
  }

  @Override
  public void copy(int to, int from, int size) {
    System.arraycopy(bytes, at(from, size), bytes, at(to, size), size);
  }

  // What only passive data and shared memories need, of which the module has none.

  @Override
  public void initPassiveSegment(int segment, int destination, int offset, int size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void drop(int segment) {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("removal") // the interface still asks for it
  public Object lock(int address) {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("removal") // the interface still asks for it
  public int waitOn(int address, int expected, long timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("removal") // the interface still asks for it
  public int waitOn(int address, long expected, long timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("removal") // the interface still asks for it
  public int notify(int address, int maxThreads) {
    throw new UnsupportedOperationException();
  }
}
