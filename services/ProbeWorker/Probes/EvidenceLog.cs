using System.Globalization;
using System.Text;

namespace Ringback.ProbeWorker.Probes;

/// <summary>A bounded, printable record of an exchange: the SIP ladder, a TURN dialogue, an HTTP head.</summary>
/// <remarks>
/// Everything a peer says is hostile: control characters are escaped, lines and the whole are bounded, and what did not
/// fit is counted. Whoever writes removes credentials first.
/// </remarks>
internal sealed class EvidenceLog(TimeProvider time)
{
    /// <summary>Of the text, in UTF-8 bytes.</summary>
    public const int MaxSize = 16 * 1024;

    private const int MaxLineLength = 512;

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private readonly StringBuilder _text = new();
    private int _size;
    private int _dropped;

    public void Sent(string message) => Add("-->", message);

    public void Received(string message) => Add("<--", message);

    public void Note(string message) => Add("---", message);

    /// <summary>One entry a message: time since the start in seconds, direction, text; further lines are indented.</summary>
    public override string ToString()
    {
        lock (_lock)
            return _dropped == 0 ? _text.ToString() : $"{_text}--- {_dropped} more entries did not fit\n";
    }

    private void Add(string direction, string message)
    {
        var offset = time.GetElapsedTime(_started).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
        var entry = new StringBuilder();
        var prefix = $"+{offset} {direction} ";
        foreach (var line in message.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            entry.Append(prefix).Append(Printable.Text(line, MaxLineLength)).Append('\n');
            prefix = "    ";
        }

        lock (_lock)
        {
            var size = Encoding.UTF8.GetByteCount(entry.ToString());
            if (_dropped > 0 || _size + size > MaxSize - 64)
            {
                _dropped++;
                return;
            }

            _text.Append(entry);
            _size += size;
        }
    }
}
