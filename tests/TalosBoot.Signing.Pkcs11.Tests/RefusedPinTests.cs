using TalosBoot.Signing.Pkcs11.Native;

namespace TalosBoot.Signing.Pkcs11.Tests;

/// <summary>Wrong PINs, of which a token counts each.</summary>
public sealed class RefusedPinTests
{
    const ulong Incorrect = 0x0a0;
    const ulong Removed = 0x032;

    [Test]
    public void A_pin_that_was_refused_is_not_given_to_the_token_again()
    {
        var token = NewToken();
        Assert.That(Login(token, "wrong", Incorrect), Is.EqualTo((Incorrect, true)));
        Assert.That(Login(token, "wrong", CkCode.Ok), Is.EqualTo((Incorrect, false)), "the same");
        Assert.That(Login(token with { Flags = 7, Slot = 3 }, "wrong", CkCode.Ok), Is.EqualTo((Incorrect, false)), "the same token, looked at again");
        Assert.That(Login(token, "right", CkCode.Ok), Is.EqualTo((CkCode.Ok, true)), "another one");
        Assert.That(Login(NewToken(), "wrong", CkCode.Ok), Is.EqualTo((CkCode.Ok, true)), "another token");
    }

    [Test]
    public void A_pin_is_given_again_after_another_failure()
    {
        var token = NewToken();
        Assert.That(Login(token, "right", Removed), Is.EqualTo((Removed, true)));
        Assert.That(Login(token, "right", CkCode.Ok), Is.EqualTo((CkCode.Ok, true)));
    }

    static CkToken NewToken() => new(1, "label", "manufacturer", "model", Guid.NewGuid().ToString(), 0);

    static (ulong Code, bool IsAsked) Login(CkToken token, string pin, ulong code)
    {
        var isAsked = false;
        try
        {
            RefusedPins.Use(token, System.Text.Encoding.ASCII.GetBytes(pin), _ =>
            {
                isAsked = true;
                if (code != CkCode.Ok)
                {
                    throw new CkException("C_Login", code);
                }
            });
            return (CkCode.Ok, isAsked);
        }
        catch (CkException exception)
        {
            return (exception.Code, isAsked);
        }
    }
}
