using Parquet;
using Parquet.Schema;
using Ringback.Model;

namespace Ringback.Api.Exports;

/// <summary>Apache Parquet, a row group at a time: that much is in memory, however many rows there are.</summary>
internal static class ParquetForm
{
    private const int RowsOfGroup = 5_000;
    private const int DecimalDigits = 28;
    private const int DecimalPlaces = 9;

    public static async Task WriteAsync<T>(
        Stream output,
        Table<T> table,
        IAsyncEnumerable<T> rows,
        CancellationToken cancel
    )
    {
        var fields = table.Columns.Select(Field).ToArray();
        await using var counted = new CountedStream(output);
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(fields),
            counted,
            cancellationToken: cancel
        );
        await foreach (var group in rows.Chunk(RowsOfGroup).WithCancellation(cancel))
        {
            using var rowGroup = writer.CreateRowGroup();
            for (var column = 0; column < fields.Length; column++)
                await WriteAsync(rowGroup, fields[column], table.Columns[column], group, cancel);
        }
    }

    private static DataField Field<T>(Column<T> column) =>
        column.Kind switch
        {
            CellKind.Text => new DataField<string>(column.Name),
            CellKind.Instant => new DateTimeDataField(
                column.Name,
                DateTimeFormat.Timestamp,
                isAdjustedToUTC: true,
                unit: DateTimeTimeUnit.Micros,
                isNullable: true
            ),
            CellKind.Whole => new DataField<long?>(column.Name),
            CellKind.Real => new DataField<double?>(column.Name),
            CellKind.Exact => new DecimalDataField(column.Name, DecimalDigits, DecimalPlaces, isNullable: true),
            CellKind.Flag => new DataField<bool?>(column.Name),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Kind, null),
        };

    private static Task WriteAsync<T>(
        ParquetRowGroupWriter group,
        DataField field,
        Column<T> column,
        T[] rows,
        CancellationToken cancel
    )
    {
        return column.Kind switch
        {
            CellKind.Text => group.WriteAsync(field, Array.ConvertAll(rows, row => (string?)column.Read(row))!),
            CellKind.Instant => ValuesAsync<DateTime>(cell => ((Instant)cell).ToDateTimeOffset().UtcDateTime),
            CellKind.Whole => ValuesAsync(cell => (long)cell),
            CellKind.Real => ValuesAsync(cell => (double)cell),
            CellKind.Exact => ValuesAsync(cell => (decimal)cell),
            _ => ValuesAsync(cell => (bool)cell),
        };

        Task ValuesAsync<TValue>(Func<object, TValue> of)
            where TValue : struct =>
            group.WriteAsync<TValue>(
                field,
                Array.ConvertAll(rows, row => column.Read(row) is { } cell ? of(cell) : (TValue?)null),
                cancellationToken: cancel
            );
    }

    /// <summary>The writer asks where it is, and never goes back.</summary>
    private sealed class CountedStream(Stream output) : Stream
    {
        private long _written;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => _written;

        public override long Position
        {
            get => _written;
            set => throw new NotSupportedException();
        }

        public override void Flush() { } // Kestrel flushes when it must, and never in step

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) =>
            (origin, offset) is (SeekOrigin.End or SeekOrigin.Current, 0)
                ? _written
                : throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await output.WriteAsync(buffer, cancellationToken);
            _written += buffer.Length;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
