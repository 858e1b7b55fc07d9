using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Https;

/// <summary>Times one request and its response where they pass between HTTP and TLS: first_byte, then body.</summary>
/// <remarks>The phases are what lies between the stamps: request's last byte, response's first byte, end of the body.</remarks>
internal sealed class TimedExchange(ProbeRun run) : IDisposable
{
    private ProbeRun.PhaseTimer? _phase;
    private long _requested;
    private bool _answered;

    public Stream Watch(Stream plaintext) => new WatchedStream(plaintext, this);

    /// <summary>The body is there.</summary>
    public void End()
    {
        _phase?.Dispose();
        _phase = null;
    }

    /// <summary>Where it did not come to its end, the phase that it was in ends here.</summary>
    public void Dispose() => End();

    private void Written()
    {
        if (_answered)
            return;

        _requested = run.Time.GetTimestamp();
        _phase = run.Phase(PhaseNames.FirstByte);
    }

    private void Read(int count)
    {
        if (_answered || count == 0 || _phase is null)
            return;

        _answered = true;
        _phase.Value.Dispose();
        run.Measure(MeasurementNames.RttSeconds, run.Time.GetElapsedTime(_requested).TotalSeconds);
        _phase = run.Phase(PhaseNames.Body);
    }

    private sealed class WatchedStream(Stream inner, TimedExchange exchange) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            exchange.Read(buffer.IsEmpty ? 0 : count);
            return count;
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await inner.WriteAsync(buffer, cancellationToken);
            exchange.Written();
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();

            base.Dispose(disposing);
        }
    }
}
