package dev.postern.firewall.nftables.syntax;

import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.net.AddressRuns;
import dev.postern.net.Family;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The members of a set of which the first are IPv4 addresses, networks and ranges, each with a
 * comma behind it. Of these, which may be a hundred thousand, only the numbers are kept; as
 * expressions they are read again when somebody asks.
 */
public final class AddressList extends AbstractList<Element> {
  private final Term term;
  private final List<Element> others = new ArrayList<>();
  private final AddressRuns runs = new AddressRuns(Family.V4);

  /** Where each address begins in the term's text. */
  private int[] starts = new int[Literals.FEWEST];

  private AddressList(Term term) {
    this.term = term;
  }

  /** The members that a term of literals stands for; empty when others are among them or few. */
  public static Optional<AddressList> of(Term term) {
    AddressList list = new AddressList(term);
    return list.read(new Literals(term)) && list.runs.size() >= Literals.FEWEST
        ? Optional.of(list)
        : Optional.empty();
  }

  private boolean read(Literals literals) {
    while (literals.hasNext()) {
      int start = literals.at();
      if (!literals.takeAddresses() || !literals.takeComma()) {
        return false;
      }
      if (runs.size() == starts.length) {
        starts = Arrays.copyOf(starts, starts.length * 2);
      }
      starts[runs.size()] = start;
      runs.add(literals.first(), literals.last());
    }
    return true;
  }

  /** Whether one of the members that are kept as numbers is written as a range or a network. */
  public boolean hasRange() {
    return runs.size() > 0 && (term.text().indexOf('/') >= 0 || term.text().indexOf('-') >= 0);
  }

  /** Which of them is the first. */
  public int firstRange() {
    int at = 0;
    while (at + 1 < runs.size()
        && !(get(at).key() instanceof Expression.Range)
        && !(get(at).key() instanceof Expression.Prefixed)) {
      at++;
    }
    return at;
  }

  /** The addresses of the members that are kept as numbers, as written. */
  public AddressRuns runs() {
    return runs;
  }

  /** The members behind them. */
  public List<Element> others() {
    return others;
  }

  @Override
  public int size() {
    return runs.size() + others.size();
  }

  @Override
  public Element get(int index) {
    return index < runs.size()
        ? new Literals(term, starts[index]).next()
        : others.get(index - runs.size());
  }

  @Override
  public boolean add(Element element) {
    return others.add(element);
  }
}
