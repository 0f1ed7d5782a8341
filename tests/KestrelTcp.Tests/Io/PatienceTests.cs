using KestrelTcp.Io;
using KestrelTcp.Tests.Workers;
using Xunit;

namespace KestrelTcp.Tests.Io;

/// <summary>Who waits for his turn: told by the kernel of the thread itself.</summary>
public sealed class PatienceTests
{
    private const int _scheduleOther = 0;
    private const int _scheduleBatch = 3;

    private readonly ManualTime _time = new();

    [Fact]
    public void Thread_thatIsWokenAllTheTime_waitsForItsTurn() => OnThreadOfItsOwn(() =>
    {
        var patience = new Patience(_time);
        Assert.Equal(_scheduleOther, Policy());

        Count(ref patience, rounds: 1_024, TimeSpan.FromMicroseconds(50));

        Assert.True(patience.IsPatient);
        Assert.Equal(_scheduleBatch, Policy());
    });

    [Fact]
    public void Thread_thatIsWokenNowAndThen_doesNot() => OnThreadOfItsOwn(() =>
    {
        var patience = new Patience(_time);
        Count(ref patience, rounds: 2_048, TimeSpan.FromMilliseconds(1));

        Assert.False(patience.IsPatient);
        Assert.Equal(_scheduleOther, Policy());
    });

    [Fact]
    public void Thread_thatHasLessToDoThanBefore_isLikeAnyOtherAgain() => OnThreadOfItsOwn(() =>
    {
        var patience = new Patience(_time);
        Count(ref patience, rounds: 1_024, TimeSpan.FromMicroseconds(50));

        // Less than it takes to become patient, but not so much less that it would go back and forth.
        Count(ref patience, rounds: 1_024, TimeSpan.FromMicroseconds(200));
        Assert.True(patience.IsPatient);

        Count(ref patience, rounds: 1_024, TimeSpan.FromMilliseconds(1));
        Assert.False(patience.IsPatient);
        Assert.Equal(_scheduleOther, Policy());
    });

    [Fact]
    public void Thread_thatHasNothingMoreToDo_isLikeAnyOtherAtOnce() => OnThreadOfItsOwn(() =>
    {
        var patience = new Patience(_time);
        Count(ref patience, rounds: 1_024, TimeSpan.FromMicroseconds(50));

        patience.End();

        Assert.False(patience.IsPatient);
        Assert.Equal(_scheduleOther, Policy());
    });

    [Fact]
    public void WhatAPatientThreadStarts_isNotPatient() => OnThreadOfItsOwn(() =>
    {
        var patience = new Patience(_time);
        Count(ref patience, rounds: 1_024, TimeSpan.FromMicroseconds(50));

        var policy = -1;
        OnThreadOfItsOwn(() => policy = Policy());

        Assert.Equal(_scheduleOther, policy);
    });

    private void Count(ref Patience patience, int rounds, TimeSpan each)
    {
        for (var i = 0; i < rounds; i++)
        {
            _time.Move(each);
            patience.CountRound();
        }
    }

    /// <summary>proc(5): the 41st field, counted from behind the name, which may hold anything.</summary>
    private static int Policy()
    {
        var line = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[41 - 3], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The policy belongs to the thread: the tests' own must keep theirs.</summary>
    private static void OnThreadOfItsOwn(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(test));
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException("The test's thread failed.", failure);
        }
    }
}
