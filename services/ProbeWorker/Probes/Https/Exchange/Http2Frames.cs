using System.Buffers.Binary;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>Follows the frames of one direction of a connection (RFC 9113 §4.1), to tell messages from housekeeping.</summary>
/// <param name="preface">How many bytes come before the first frame.</param>
internal sealed class Http2Frames(int preface)
{
    public const int ClientPreface = 24;

    private const int HeaderSize = 9;
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Continuation = 9;

    private readonly byte[] _header = new byte[HeaderSize];
    private int _have;
    private int _skip = preface;
    private bool _inMessage;

    /// <summary>Takes the next bytes.</summary>
    /// <returns>Whether any of them belong to a request or a response.</returns>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        var found = false;
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var passed = Math.Min(_skip, bytes.Length);
                _skip -= passed;
                bytes = bytes[passed..];
                found |= _inMessage;
                continue;
            }

            var part = Math.Min(HeaderSize - _have, bytes.Length);
            bytes[..part].CopyTo(_header.AsSpan(_have));
            _have += part;
            bytes = bytes[part..];
            if (_have < HeaderSize)
                break;

            _have = 0;
            _skip = (int)(BinaryPrimitives.ReadUInt32BigEndian(_header) >> 8);
            _inMessage = _header[3] is Data or Headers or Continuation;
            found |= _inMessage;
        }

        return found;
    }
}
