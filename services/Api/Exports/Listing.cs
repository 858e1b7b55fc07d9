using System.Runtime.CompilerServices;

namespace Ringback.Api.Exports;

/// <summary>Every row of a listing that is read by pages: one page is in memory at a time.</summary>
internal static class Listing
{
    /// <param name="read">Reads the page after a row; the first one after null.</param>
    /// <param name="size">Rows of a full page: after one that is not full there is none.</param>
    public static async IAsyncEnumerable<T> All<T>(
        Func<T?, CancellationToken, Task<IReadOnlyList<T>>> read,
        int size,
        [EnumeratorCancellation] CancellationToken cancel = default
    )
        where T : class
    {
        for (T? last = null; ; )
        {
            var page = await read(last, cancel);
            foreach (var row in page)
                yield return row;

            if (page.Count < size)
                yield break;

            last = page[^1];
        }
    }
}
