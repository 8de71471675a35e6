package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * What becomes of mail once it is in a mailbox.
 *
 * @param quota whether the room of each user is limited when mail is delivered
 * @param expungeSeconds the age at which mail in some mailbox is deleted by itself, the shortest of
 *     all mailboxes; 0 where none is
 * @param deletedKept whether what is deleted stays somewhere for a while
 * @param deletionsLogged whether the log tells who deleted what
 * @param encrypted whether the daemon encrypts what it stores
 * @param replicated whether every change is carried out on another server at once
 */
public record MailStorage(
    Fact<SoftwareName> software,
    Fact<Boolean> quota,
    Fact<Integer> expungeSeconds,
    Fact<Boolean> deletedKept,
    Fact<Boolean> deletionsLogged,
    Fact<Boolean> encrypted,
    Fact<Boolean> replicated) {
  public static final Shape<MailStorage> SHAPE =
      Shape.<MailStorage>named("mail-storage")
          .leaf("software", Type.of(SoftwareName.class), MailStorage::software)
          .leaf("quota", Type.BOOLEAN, MailStorage::quota)
          .leaf("expunge-seconds", Type.INTEGER, MailStorage::expungeSeconds)
          .leaf("deleted-kept", Type.BOOLEAN, MailStorage::deletedKept)
          .leaf("deletions-logged", Type.BOOLEAN, MailStorage::deletionsLogged)
          .leaf("encrypted", Type.BOOLEAN, MailStorage::encrypted)
          .leaf("replicated", Type.BOOLEAN, MailStorage::replicated)
          .build();
}
