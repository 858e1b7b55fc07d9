using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Ringback.ServiceDefaults;

/// <summary>
/// One event, one line: instant, level, category, message, exception. What a peer said may stand in a message, so nothing in it ends the line,
/// moves the cursor or colours the terminal: such characters are written as <c>\u000a</c>.
/// </summary>
internal sealed class LogLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var line = new StringBuilder()
            .Append(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture))
            .Append(Word(logEntry.LogLevel))
            .Append(": ")
            .Append(logEntry.Category)
            .Append('[')
            .Append(logEntry.EventId.Id)
            .Append("] ");
        Append(line, message);
        if (logEntry.Exception is { } exception)
            Append(line.Append(' '), exception.ToString());

        textWriter.Write(line.Append('\n'));
    }

    private static void Append(StringBuilder line, string text)
    {
        foreach (var letter in text)
        {
            if (IsLetter(letter))
                line.Append(letter);
            else
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
        }
    }

    /// <summary>Controls, line and paragraph ends, and what turns the direction of writing are none.</summary>
    private static bool IsLetter(char letter) =>
        CharUnicodeInfo.GetUnicodeCategory(letter)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );

    private static string Word(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
}
