using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Ringback.Protocols.Sdp;

/// <summary>Reads the lines of a session description in their fixed order (RFC 8866 §5 and §9).</summary>
internal sealed class SdpParser
{
    private const int MaxLines = 1000;
    private const string SessionOrder = "vosiuepcbtrzka";
    private const string MediaOrder = "micbka";

    /// <summary>Lines that may stand once in a section.</summary>
    private const string Once = "vosiuczkm";

    private readonly List<SdpAttribute> _sessionAttributes = [];
    private readonly List<SdpMedia> _media = [];
    private List<SdpAttribute> _attributes;
    private string? _origin;
    private string? _name;
    private SdpConnection? _connection;
    private SdpMedia? _open;
    private bool _hasTime;
    private char _last;

    private SdpParser() => _attributes = _sessionAttributes;

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SdpSession? session)
    {
        session = null;
        if (bytes.Length > SdpSession.MaxSize || !Utf8.IsValid(bytes))
            return false;

        // RFC 8866 §5: lines end in CRLF, and a parser should take a bare LF too.
        var lines = Encoding.UTF8.GetString(bytes).Split('\n', MaxLines + 1);
        var parser = new SdpParser();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
            if (line.Length == 0 && i == lines.Length - 1)
                break;

            if (i == MaxLines || !parser.TryTake(line))
                return false;
        }

        return parser.TryFinish(out session);
    }

    private bool TryTake(string line)
    {
        if (line.Length < 2 || line[1] != '=' || line.AsSpan().ContainsAny('\0', '\r'))
            return false;

        var (type, value) = (line[0], line[2..]);
        if (type == 'm')
            return _hasTime && TryOpenMedia(value);

        var order = _open is null ? SessionOrder : MediaOrder;
        var place = order.IndexOf(type, StringComparison.Ordinal);
        var lastPlace = order.IndexOf(_last, StringComparison.Ordinal);
        if (place < 0 || place < lastPlace || (_last == '\0' && type != 'v'))
        {
            // A session may have several times, each with its repetitions.
            if (type != 't' || _last != 'r')
                return false;
        }
        else if (type == _last && Once.Contains(type, StringComparison.Ordinal))
        {
            return false;
        }

        _last = type;
        return TryTake(type, value);
    }

    private bool TryTake(char type, string value)
    {
        switch (type)
        {
            case 'v':
                return value == "0";
            case 'o':
                _origin = value;
                return true;
            case 's':
                // Some peers leave the name empty, which RFC 8866 §5.3 forbids and nobody needs.
                _name = value.Length == 0 ? "-" : value;
                return true;
            case 't':
                _hasTime = true;
                return value.Split(' ') is [var from, var to] && SdpNumber.IsNumber(from) && SdpNumber.IsNumber(to);
            case 'c':
                if (!SdpConnection.TryParse(value, out var connection))
                    return false;

                if (_open is null)
                    _connection = connection;
                else
                    _open = _open with { Connection = connection };

                return true;
            case 'a':
                var colon = value.IndexOf(':', StringComparison.Ordinal);
                _attributes.Add(colon < 0 ? new(value, null) : new(value[..colon], value[(colon + 1)..]));
                return value.Length > 0 && colon != 0;
            default:
                return true;
        }
    }

    private bool TryOpenMedia(string value)
    {
        CloseMedia();
        var parts = value.Split(' ');
        if (parts.Length < 4 || parts.Any(p => p.Length == 0))
            return false;

        // A port may be followed by a number of ports, which no audio call uses.
        var port = parts[1].Split('/');
        if (!SdpNumber.TryParse(port[0], 65_535, out var number) || port.Skip(1).Any(p => !SdpNumber.IsNumber(p)))
            return false;

        _attributes = [];
        _last = 'm';
        _open = new()
        {
            Kind = parts[0],
            Port = number,
            Protocol = parts[2],
            Formats = parts[3..],
        };
        return true;
    }

    private void CloseMedia()
    {
        if (_open is not null)
            _media.Add(_open with { Attributes = _attributes });

        _open = null;
    }

    private bool TryFinish([NotNullWhen(true)] out SdpSession? session)
    {
        session = null;
        CloseMedia();
        if (
            _name is null
            || !_hasTime
            || _origin?.Split(' ', 4) is not [{ Length: > 0 } user, var id, var version, var where]
            || !SdpNumber.IsNumber(id)
            || !SdpNumber.IsNumber(version)
            || !SdpConnection.TryParse(where, out var origin)
        )
            return false;

        session = new()
        {
            OriginUser = user,
            SessionId = id,
            SessionVersion = version,
            Origin = origin,
            Name = _name,
            Connection = _connection,
            Attributes = _sessionAttributes,
            Media = _media,
        };
        return true;
    }
}
