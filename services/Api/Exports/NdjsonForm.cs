using System.Buffers;
using System.Text.Json;
using Ringback.Model;

namespace Ringback.Api.Exports;

/// <summary>A JSON object a line.</summary>
internal static class NdjsonForm
{
    private const int FlushedAt = 32 * 1024;

    public static async Task WriteAsync<T>(
        Stream output,
        Table<T> table,
        IAsyncEnumerable<T> rows,
        CancellationToken cancel
    )
    {
        var bytes = new ArrayBufferWriter<byte>(2 * FlushedAt);
        await using var json = new Utf8JsonWriter(bytes);
        var names = table.Columns.Select(column => JsonEncodedText.Encode(column.Name)).ToArray();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            json.Reset();
            Write(json, table, names, row);
            json.Flush();
            bytes.Write("\n"u8);
            if (bytes.WrittenCount < FlushedAt)
                continue;

            await output.WriteAsync(bytes.WrittenMemory, cancel);
            bytes.ResetWrittenCount();
        }

        await output.WriteAsync(bytes.WrittenMemory, cancel);
    }

    private static void Write<T>(Utf8JsonWriter json, Table<T> table, JsonEncodedText[] names, T row)
    {
        json.WriteStartObject();
        for (var column = 0; column < names.Length; column++)
        {
            json.WritePropertyName(names[column]);
            switch (table.Columns[column].Read(row))
            {
                case string text:
                    json.WriteStringValue(text);
                    break;
                case Instant at:
                    json.WriteStringValue(at.ToString());
                    break;
                case long whole:
                    json.WriteNumberValue(whole);
                    break;
                case double real:
                    json.WriteNumberValue(real);
                    break;
                case decimal exact:
                    json.WriteNumberValue(exact);
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                default:
                    json.WriteNullValue();
                    break;
            }
        }

        json.WriteEndObject();
    }
}
