namespace Ringback.Model;

/// <summary>Whole microseconds as seconds for people and answers: a decimal with six places holds them exactly.</summary>
public static class ExactSeconds
{
    public static decimal Of(long microseconds) => Shortest(microseconds, 6);

    /// <summary>number · 10^−scale, with no more decimals than it needs: what a division of decimals gives, without one.</summary>
    internal static decimal Shortest(long number, byte scale)
    {
        while (scale > 0 && number % 10 == 0)
        {
            number /= 10;
            scale--;
        }

        var size = number < 0 ? 0 - (ulong)number : (ulong)number;
        return new decimal((int)(uint)size, (int)(size >> 32), 0, number < 0, scale);
    }
}
