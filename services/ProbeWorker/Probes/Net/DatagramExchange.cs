using System.Buffers;
using System.Net.Sockets;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Takes what it needs out of a datagram.</summary>
/// <returns><see langword="false"/> for one that is not the answer: it is counted, and the waiting goes on.</returns>
internal delegate bool Recogniser<TAnswer>(ReadOnlySpan<byte> datagram, out TAnswer answer);

/// <summary>An answer and when it came.</summary>
/// <param name="Value">What the recogniser made of it.</param>
/// <param name="Datagram">Its sender and its kernel stamp.</param>
internal readonly record struct Answer<TAnswer>(TAnswer Value, Datagram Datagram);

/// <summary>Sends a datagram until its answer comes. SIP, STUN and NTP differ only in bytes and timers.</summary>
/// <remarks>One request each; what it counted may be read after a failure too.</remarks>
/// <param name="socket">Connected; where it repeats by itself what is lost, the waits are none.</param>
/// <param name="time">Clock of the waits.</param>
internal sealed class DatagramExchange(IMessageChannel socket, TimeProvider time)
{
    private readonly List<RealtimeStamp> _sentAt = [];

    /// <summary>When the request was sent, each time: more than one entry means that it was sent again.</summary>
    public IReadOnlyList<RealtimeStamp> SentAt => _sentAt;

    /// <summary>Sendings after the first.</summary>
    public int Retransmissions => Math.Max(0, _sentAt.Count - 1);

    /// <summary>Datagrams that the recogniser did not take.</summary>
    public int Ignored { get; private set; }

    /// <param name="request">Sent at once, and again after each wait.</param>
    /// <param name="waits">
    /// Time from each sending to the next; empty to send once. Read lazily: a recogniser that saw a provisional answer
    /// may end or stretch what follows.
    /// </param>
    /// <param name="recognise">Called for every datagram, one at a time.</param>
    /// <param name="deadline">Ends the exchange; the last wait does not.</param>
    /// <exception cref="OperationCanceledException">No answer came before <paramref name="deadline"/>.</exception>
    /// <exception cref="SocketException">The network or the peer's host refused.</exception>
    public async Task<Answer<TAnswer>> RunAsync<TAnswer>(
        ReadOnlyMemory<byte> request,
        IEnumerable<TimeSpan> waits,
        Recogniser<TAnswer> recognise,
        CancellationToken deadline
    )
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        using var wait = waits.GetEnumerator();
        var buffer = ArrayPool<byte>.Shared.Rent(DatagramSocket.MaxDatagramSize);
        _sentAt.Add(await socket.SendAsync(request, deadline));
        var receiving = socket.ReceiveAsync(buffer, ended.Token).AsTask();
        try
        {
            var waiting = NextAsync(wait, ended.Token);
            while (true)
            {
                await Task.WhenAny(receiving, waiting);
                if (receiving.IsCompleted)
                {
                    var datagram = await receiving;
                    if (recognise(buffer.AsSpan(0, datagram.Length), out var answer))
                        return new Answer<TAnswer>(answer, datagram);

                    Ignored++;
                    receiving = socket.ReceiveAsync(buffer, ended.Token).AsTask();
                }
                else
                {
                    await waiting;
                    _sentAt.Add(await socket.SendAsync(request, deadline));
                    waiting = NextAsync(wait, ended.Token);
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
            await ((Task)receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Task NextAsync(IEnumerator<TimeSpan> waits, CancellationToken ended) =>
        Task.Delay(waits.MoveNext() ? waits.Current : Timeout.InfiniteTimeSpan, time, ended);
}
