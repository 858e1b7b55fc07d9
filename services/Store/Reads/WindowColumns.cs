using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <summary>Two arrays of a row, of starts and of ends, as windows.</summary>
internal static class WindowColumns
{
    public static IReadOnlyList<Window> GetWindows(this NpgsqlDataReader reader, int from, int to) =>
        [
            .. reader
                .GetFieldValue<DateTime[]>(from)
                .Zip(
                    reader.GetFieldValue<DateTime[]>(to),
                    (start, end) => new Window(ToInstant(start), ToInstant(end))
                ),
        ];

    /// <summary>Npgsql reads <c>infinity</c> as the greatest DateTime.</summary>
    private static Instant ToInstant(DateTime time) =>
        time == DateTime.MaxValue ? Instant.MaxValue : Instant.From(new DateTimeOffset(time, TimeSpan.Zero));
}
