using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Tcp;

/// <summary>Connects, over TLS where asked, and reads what the server says until it is what is expected.</summary>
internal sealed class TcpProbe : IProbe<TcpCheck>
{
    public async Task<Judgement> RunAsync(TcpCheck check, ProbeRun run, CancellationToken deadline)
    {
        var addresses = await run.Means.Resolver.ResolveAsync(run, check.Host, deadline);
        var socket = await TcpDial.ConnectAsync(
            [.. addresses.Select(address => new IPEndPoint(address, check.Port))],
            run,
            deadline
        );
        if (!check.OverTls)
        {
            await using var plain = new NetworkStream(socket, ownsSocket: true);
            return await TalkAsync(check, plain, run, deadline) ?? FindSlowness(check, run) ?? Judgement.Up;
        }

        var trust = new Trust(check.Host, check.Tls, protocol: null, run.Time);
        await using var tls = await TlsConnection.OpenAsync(socket, trust, run, deadline);
        return await TalkAsync(check, tls.Stream, run, deadline) ?? FindSlowness(check, run) ?? Judgement.Up;
    }

    /// <returns>Null where nothing was expected, or it came.</returns>
    private static async Task<Judgement?> TalkAsync(
        TcpCheck check,
        Stream stream,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        if (check.Send is { } text)
        {
            run.Evidence.Sent(text);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), deadline);
        }

        if (check.Contains is null && check.Matches is null)
            return null;

        var banner = new Banner(check);
        try
        {
            return await banner.ReadAsync(stream, run, deadline);
        }
        finally
        {
            run.Measure(MeasurementNames.SizeBytes, banner.Size);
            if (banner.Size > 0)
                run.Evidence.Received(banner.Text);
        }
    }

    private static Judgement? FindSlowness(TcpCheck check, ProbeRun run)
    {
        var took = run.Phases.First(phase => phase.Name == PhaseNames.Connect).Duration;
        return took > check.ConnectTime
            ? Judgement.Degraded(
                Reason.ResponseTimeExceeded,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Connecting took {took.TotalSeconds:0.######} s, limit {check.ConnectTime.Value.TotalSeconds:0.######} s."
                )
            )
            : null;
    }
}
