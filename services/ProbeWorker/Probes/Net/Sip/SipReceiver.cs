using System.Net;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Takes what comes over an agent's channel: responses to its transactions, requests to its intake, and what is neither.</summary>
/// <param name="exchanges">The agent's: each transaction that it has begun.</param>
internal sealed class SipReceiver(
    SipUserAgent agent,
    SipChannel channel,
    SipIntake intake,
    SipLadder ladder,
    IReadOnlyList<SipExchange> exchanges
)
{
    /// <summary>Requests that cannot be read and are told so; a peer that sends more of them learns nothing from it.</summary>
    private const int MostRefusals = 32;

    private readonly SipReflection _reflection = new(channel.Origin, channel.Local);
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _tag = SipIdentifiers.Tag();
    private int _refusals;
    private RealtimeStamp _last;

    /// <inheritdoc cref="SipUserAgent.SeenAt"/>
    public IPEndPoint? SeenAt => _reflection.SeenAt;

    /// <inheritdoc cref="SipUserAgent.Ignored"/>
    public int Ignored { get; private set; }

    /// <inheritdoc cref="SipUserAgent.Heard"/>
    public Task Heard => _heard.Task;

    /// <inheritdoc cref="SipUserAgent.IsUnavailable"/>
    public bool IsUnavailable { get; private set; }

    public void Listen() => channel.Listen(Take, Refuse, Fail);

    private void Take(SipMessage message, RealtimeStamp receivedAt)
    {
        lock (agent.Lock)
        {
            ladder.Received(message);
            if (receivedAt == _last)
                ladder.Note(
                    "read together with the message before it: of the first the time is too late by what lay between"
                );

            _last = receivedAt;
            _heard.TrySetResult();
            IsUnavailable |= message is SipResponse { Status: 503 };
            switch (message)
            {
                case SipRequest { Vias: [] }:
                    Ignore("it has no Via to answer by");
                    break;
                case SipRequest request:
                    intake.Take(request, receivedAt);
                    break;
                case SipResponse response when SipMessageRules.FindFaultAtClient(response) is { Kind: > 0 } fault:
                    Ignore($"{fault}");
                    break;
                case SipResponse response when !exchanges.ToArray().Any(e => e.TryReceive(response, receivedAt)):
                    Ignore("it answers nothing that was asked here");
                    break;
                case SipResponse response when _reflection.Read(response) is { } note:
                    ladder.Note(note);
                    break;
            }
        }
    }

    /// <summary>What is no message: ignored, and where it was meant to be a request its sender is told.</summary>
    private void Refuse(ReadOnlySpan<byte> message, SipFault fault)
    {
        lock (agent.Lock)
        {
            Ignore($"{fault}");
            if (_refusals < MostRefusals && SipRefusal.TryAnswer(message, fault, _tag, out var answer))
            {
                _refusals++;
                agent.Send(answer, again: false);
            }
        }
    }

    private void Fail(Exception failure)
    {
        lock (agent.Lock)
        {
            ladder.Note($"failed: {failure.Message}");
            foreach (var exchange in exchanges.ToArray())
                exchange.Fail(failure);
        }
    }

    private void Ignore(string why)
    {
        Ignored++;
        ladder.Note($"ignored: {why}");
    }
}
