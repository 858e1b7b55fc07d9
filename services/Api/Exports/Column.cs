using Ringback.Model;

namespace Ringback.Api.Exports;

/// <summary>What the cells of a column hold; each may be empty.</summary>
internal enum CellKind
{
    Text,
    Instant,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A measurement.</summary>
    Real,

    /// <summary>A decimal of at most nine places, exact.</summary>
    Exact,
    Flag,
}

/// <param name="Name">snake_case; its end is the unit, as in JSON.</param>
/// <param name="Read">A <see cref="string"/>, <see cref="Instant"/>, <see cref="long"/>, <see cref="double"/>, <see cref="decimal"/> or <see cref="bool"/>, by kind; null for an empty cell.</param>
internal sealed record Column<T>(string Name, CellKind Kind, Func<T, object?> Read);

/// <summary>What of an answer is a list, as rows and columns.</summary>
/// <param name="Name">Of the file that it is saved as.</param>
internal sealed record Table<T>(string Name, IReadOnlyList<Column<T>> Columns)
{
    public Table<T> Text(string name, Func<T, string?> read) => With(name, CellKind.Text, read);

    public Table<T> Word<TWord>(string name, Func<T, TWord?> read)
        where TWord : struct, Enum =>
        With(name, CellKind.Text, row => read(row) is { } word ? Answers.ClosedList.Word(word) : null);

    /// <summary>Ids, divided by blanks.</summary>
    public Table<T> Ids(string name, Func<T, IEnumerable<string>> read) =>
        With(name, CellKind.Text, row => string.Join(' ', read(row)));

    public Table<T> At(string name, Func<T, Instant?> read) => With(name, CellKind.Instant, row => read(row));

    public Table<T> Whole(string name, Func<T, long?> read) => With(name, CellKind.Whole, row => read(row));

    public Table<T> Real(string name, Func<T, double?> read) => With(name, CellKind.Real, row => read(row));

    public Table<T> Exact(string name, Func<T, decimal?> read) => With(name, CellKind.Exact, row => read(row));

    public Table<T> Flag(string name, Func<T, bool?> read) => With(name, CellKind.Flag, row => read(row));

    /// <summary>These columns, each of something that a row has in it.</summary>
    public Table<T> Of<TPart>(Table<TPart> part, Func<T, TPart> read) =>
        this with
        {
            Columns =
            [
                .. Columns,
                .. part.Columns.Select(column => new Column<T>(
                    column.Name,
                    column.Kind,
                    row => column.Read(read(row))
                )),
            ],
        };

    private Table<T> With(string name, CellKind kind, Func<T, object?> read) =>
        this with
        {
            Columns = [.. Columns, new Column<T>(name, kind, read)],
        };
}
