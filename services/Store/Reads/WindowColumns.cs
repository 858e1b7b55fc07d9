using Npgsql;
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
                    (start, end) => new Window(start.ToInstant(), end.ToInstant())
                ),
        ];
}
