using System.Globalization;

namespace Ringback.Api.Endpoints;

/// <summary>One page of a listing.</summary>
/// <param name="NextCursor">Where the next page goes on; null on the last one.</param>
internal readonly record struct Page<T>(IReadOnlyList<T> Rows, string? NextCursor);

/// <summary>Pages are read with one row more than they show: it says whether there is a next one.</summary>
internal static class Page
{
    /// <returns>How many rows to read for a page of this size.</returns>
    public static int Read(int size) => size + 1;

    /// <param name="id">By which the listing is ordered.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> read, int size, Func<T, long> id) =>
        Of(read, size, row => id(row).ToString(CultureInfo.InvariantCulture));

    /// <param name="cursor">Of a row: where the page after it begins.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> read, int size, Func<T, string> cursor) =>
        read.Count > size ? new Page<T>([.. read.Take(size)], cursor(read[size - 1])) : new Page<T>(read, null);
}
