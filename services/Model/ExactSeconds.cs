namespace Ringback.Model;

/// <summary>Whole microseconds as seconds for people and answers: a decimal with six places holds them exactly.</summary>
public static class ExactSeconds
{
    public static decimal Of(long microseconds) => microseconds / 1_000_000m;
}
