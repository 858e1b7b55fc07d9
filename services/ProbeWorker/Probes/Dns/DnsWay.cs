using System.Net;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Dns;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Dns;

/// <summary>The resolver of one run: found, connected to where need be, and asked again over TCP where UDP was too narrow.</summary>
internal sealed class DnsWay : IAsyncDisposable
{
    private readonly DnsCheck _check;
    private readonly ProbeRun _run;
    private readonly IPEndPoint _server;
    private readonly DnsDatagramChannel? _datagrams;
    private DnsStreamChannel? _stream;

    private DnsWay(DnsCheck check, ProbeRun run, IPEndPoint server)
    {
        _check = check;
        _run = run;
        _server = server;
        _datagrams = check.Transport == DnsTransport.Udp ? new DnsDatagramChannel(run, server) : null;
    }

    public static async Task<DnsWay> OpenAsync(
        DnsCheck check,
        IPEndPoint server,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        run.Address = server;
        var way = new DnsWay(check, run, server);
        try
        {
            if (way._datagrams is null)
                await way.ConnectAsync(deadline);

            return way;
        }
        catch
        {
            await way.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks, and records the phase <c>exchange</c>.</summary>
    public async Task<DnsReply> AskTimedAsync(DnsQuestion question, CancellationToken deadline)
    {
        var reply = await TimedAsync(_datagrams ?? (DnsChannel)_stream!, question, deadline);
        if (_datagrams is null || !reply.Message.IsTruncated)
            return reply;

        if (_stream is null)
            await ConnectAsync(deadline);

        return await TimedAsync(_stream!, question, deadline) with
        {
            WasTruncated = true,
        };
    }

    /// <summary>Asks, within a phase of the caller.</summary>
    public async Task<DnsMessage> AskAsync(DnsQuestion question, CancellationToken deadline)
    {
        var channel = _datagrams ?? (DnsChannel)_stream!;
        var message = (await channel.AskAsync(question, _check.Dnssec, deadline)).Message;
        if (_datagrams is null || !message.IsTruncated)
            return message;

        if (_stream is null)
            await ConnectAsync(deadline);

        return (await _stream!.AskAsync(question, _check.Dnssec, deadline)).Message;
    }

    public async ValueTask DisposeAsync()
    {
        if (_datagrams is not null)
        {
            _run.Measure(MeasurementNames.Retransmissions, _datagrams.Retransmissions);
            _run.Measure(MeasurementNames.IgnoredReplies, _datagrams.Ignored);
        }

        if (_stream is not null)
            await _stream.DisposeAsync();
    }

    private async Task<DnsReply> TimedAsync(DnsChannel channel, DnsQuestion question, CancellationToken deadline)
    {
        using var phase = _run.Phase(PhaseNames.Exchange);
        return await channel.AskAsync(question, _check.Dnssec, deadline);
    }

    private async Task ConnectAsync(CancellationToken deadline)
    {
        // Without a resolver that is named it is one of the worker's own, which it asks wherever that stands, as for any name.
        var socket = await TcpDial.ConnectAsync([_server], _run, deadline, isOwn: _check.Resolver is null);
        if (_check.Transport != DnsTransport.Tls)
        {
            _stream = new DnsStreamChannel(_run, new NetworkStream(socket, ownsSocket: true), "TCP");
            return;
        }

        var name = _check.Resolver ?? _server.Address.ToString();
        var tls = await TlsConnection.OpenAsync(
            socket,
            new Trust(name, _check.Tls, protocol: null, _run.Time),
            _run,
            deadline
        );
        _stream = new DnsStreamChannel(_run, tls.Stream, "TLS");
    }
}
