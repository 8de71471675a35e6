package dev.postern.check;

import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The day by which certificates and waivers are judged, and whether anything has asked for it. */
public final class AskedDay implements Supplier<LocalDate> {
  private final Supplier<LocalDate> clock;
  private volatile @Nullable LocalDate asked;

  public AskedDay(Supplier<LocalDate> clock) {
    this.clock = clock;
  }

  @Override
  public LocalDate get() {
    LocalDate day = asked;
    if (day == null) {
      day = clock.get();
      asked = day;
    }
    return day;
  }

  /** Empty when no verdict depended on it. */
  public Optional<LocalDate> asked() {
    return Optional.ofNullable(asked);
  }
}
