using System.Globalization;
using System.Text;
using Ringback.Model;

namespace Ringback.Api.Exports;

/// <summary>RFC 4180, and no cell that a spreadsheet would take for a formula.</summary>
internal static class CsvForm
{
    private const string LineEnd = "\r\n";
    private const int FlushedAt = 32 * 1024;

    /// <summary>What begins a formula in one spreadsheet or another, the wide forms of Japanese keyboards too.</summary>
    private const string Dangerous = "=+-@\t\r\n|%＝＋－＠";

    public static async Task WriteAsync<T>(
        Stream output,
        Table<T> table,
        IAsyncEnumerable<T> rows,
        CancellationToken cancel
    )
    {
        var text = new StringBuilder(2 * FlushedAt);
        text.AppendJoin(',', table.Columns.Select(column => column.Name)).Append(LineEnd);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Append(text, table, row);
            if (text.Length >= FlushedAt)
                await FlushAsync(output, text, cancel);
        }

        await FlushAsync(output, text, cancel);
    }

    /// <summary>A cell of text as it is written.</summary>
    public static string Text(string text)
    {
        if (text.Length > 0 && Dangerous.Contains(text[0]))
            text = "'" + text;

        return text.AsSpan().IndexOfAny("\",\r\n'") < 0 && !text.StartsWith(' ')
            ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void Append<T>(StringBuilder text, Table<T> table, T row)
    {
        for (var column = 0; column < table.Columns.Count; column++)
        {
            if (column > 0)
                text.Append(',');

            switch (table.Columns[column].Read(row))
            {
                case null:
                    break;
                case string said:
                    text.Append(Text(said));
                    break;
                case bool flag:
                    text.Append(flag ? "true" : "false");
                    break;
                case Instant at:
                    text.Append(at.ToString());
                    break;
                case var number:
                    text.Append(CultureInfo.InvariantCulture, $"{number}");
                    break;
            }
        }

        text.Append(LineEnd);
    }

    private static async Task FlushAsync(Stream output, StringBuilder text, CancellationToken cancel)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancel);
        text.Clear();
    }
}
