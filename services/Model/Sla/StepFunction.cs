namespace Ringback.Model.Sla;

/// <summary>From <paramref name="At"/> on, the value is <paramref name="Value"/>.</summary>
public readonly record struct Change<T>(Instant At, T Value);

/// <summary>A value over a half-open stretch of time.</summary>
public readonly record struct Piece<T>(Window Window, T Value);

/// <summary>A value over all time, which changes at single instants and holds until the next: no hole, no overlap.</summary>
/// <remarks>Equal functions have equal changes: a change to the value that held already is dropped; of several at one instant the last counts.</remarks>
public sealed class StepFunction<T> : IEquatable<StepFunction<T>>
{
    private readonly Change<T>[] _changes;

    /// <param name="initial">The value before the first change.</param>
    /// <param name="changes">In order of time.</param>
    /// <exception cref="ArgumentException">The changes are out of order.</exception>
    public StepFunction(T initial, IEnumerable<Change<T>> changes)
    {
        Initial = initial;
        _changes = Canonical(initial, changes);
    }

    public StepFunction(T always)
        : this(always, []) { }

    /// <summary>The value before the first change.</summary>
    public T Initial { get; }

    /// <summary>In order of time, no two at one instant, each to another value than before.</summary>
    public IReadOnlyList<Change<T>> Changes => _changes;

    /// <summary>The value at an instant; a change holds at its own instant already.</summary>
    public T At(Instant instant)
    {
        var after = FirstAfter(instant);
        return after == 0 ? Initial : _changes[after - 1].Value;
    }

    /// <summary>The changes with an instant after <paramref name="from"/> and before <paramref name="to"/>.</summary>
    public IEnumerable<Change<T>> ChangesBetween(Instant from, Instant to)
    {
        for (var i = FirstAfter(from); i < _changes.Length && _changes[i].At < to; i++)
            yield return _changes[i];
    }

    /// <summary>The function within a window: adjoining pieces that cover it; none where it is empty.</summary>
    public IEnumerable<Piece<T>> Within(Window window)
    {
        if (window.IsEmpty)
            yield break;

        var piece = new Piece<T>(window, At(window.From));
        foreach (var change in ChangesBetween(window.From, window.To))
        {
            yield return piece with
            {
                Window = new Window(piece.Window.From, change.At),
            };
            piece = new Piece<T>(new Window(change.At, window.To), change.Value);
        }

        yield return piece;
    }

    /// <summary>This function before <paramref name="from"/>, and <paramref name="changes"/> from there on.</summary>
    public StepFunction<T> Replace(Instant from, IEnumerable<Change<T>> changes) =>
        new(Initial, _changes.TakeWhile(change => change.At < from).Concat(changes));

    /// <summary>This function, but <paramref name="changes"/> from <paramref name="from"/> on and before <paramref name="to"/>.</summary>
    /// <param name="changes">All before <paramref name="to"/>.</param>
    public StepFunction<T> Replace(Instant from, Instant to, IEnumerable<Change<T>> changes) =>
        to == Instant.MaxValue
            ? Replace(from, changes)
            : Replace(
                from,
                changes.Append(new Change<T>(to, At(to))).Concat(_changes.SkipWhile(change => change.At <= to))
            );

    public bool Equals(StepFunction<T>? other) =>
        other is not null
        && EqualityComparer<T>.Default.Equals(Initial, other.Initial)
        && _changes.AsSpan().SequenceEqual(other._changes);

    public override bool Equals(object? obj) => Equals(obj as StepFunction<T>);

    public override int GetHashCode() => HashCode.Combine(Initial, _changes.Length);

    public override string ToString() =>
        string.Join(", ", _changes.Select(c => $"{c.At.Microseconds}: {c.Value}").Prepend($"{Initial}"));

    /// <summary>Index of the first change after an instant.</summary>
    private int FirstAfter(Instant instant)
    {
        var (low, high) = (0, _changes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_changes[middle].At <= instant)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static Change<T>[] Canonical(T initial, IEnumerable<Change<T>> changes)
    {
        var kept = new List<Change<T>>();
        var latest = Instant.MinValue;
        foreach (var change in changes)
        {
            if (change.At < latest)
                throw new ArgumentException("the changes are out of order", nameof(changes));

            latest = change.At;
            if (kept.Count > 0 && kept[^1].At == change.At)
                kept.RemoveAt(kept.Count - 1);

            var before = kept.Count == 0 ? initial : kept[^1].Value;
            if (!EqualityComparer<T>.Default.Equals(before, change.Value))
                kept.Add(change);
        }

        return [.. kept];
    }
}
