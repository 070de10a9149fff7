// SPDX-License-Identifier: MIT
#define _DEFAULT_SOURCE // S_ISDIR, fchmod
#include "zones/drivers/gift.h"

#include <errno.h>
#include <linux/posix_acl_xattr.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "common/bytes.h"
#include "common/log.h"

#define ACL_ENTRIES 6
#define ACL_ENTRY_SIZE 8
#define ACL_SIZE (4 + ACL_ENTRIES * ACL_ENTRY_SIZE)

#define ALL (ACL_READ | ACL_WRITE | ACL_EXECUTE)

/* Tags as the kernel's posix_acl.h has them. */
enum acl_tag {
	ACL_TAG_OWNER = 0x01,
	ACL_TAG_USER = 0x02,
	ACL_TAG_GROUP = 0x04,
	ACL_TAG_MASK = 0x10,
	ACL_TAG_OTHER = 0x20,
};

#define ACL_READ 4
#define ACL_WRITE 2
#define ACL_EXECUTE 1
#define ACL_NO_ID 0xffffffffu

static uint8_t *
put_entry(uint8_t *p, enum acl_tag tag, uint32_t rights, uint32_t id)
{
	p = bytes_put_u32(p, (uint32_t)tag | rights << 16);
	return bytes_put_u32(p, id);
}

/* owner and sharer may do everything, whichever of the two made the file;
 * nobody else anything. */
static void
fill_acl(uint8_t acl[ACL_SIZE], uint32_t owner, uint32_t sharer)
{
	uint8_t *p = bytes_put_u32(acl, POSIX_ACL_XATTR_VERSION);

	p = put_entry(p, ACL_TAG_OWNER, ALL, ACL_NO_ID);
	p = put_entry(p, ACL_TAG_USER, ALL, owner);
	p = put_entry(p, ACL_TAG_USER, ALL, sharer);
	p = put_entry(p, ACL_TAG_GROUP, 0, ACL_NO_ID);
	p = put_entry(p, ACL_TAG_MASK, ALL, ACL_NO_ID);
	put_entry(p, ACL_TAG_OTHER, 0, ACL_NO_ID);
}

/* On a file system without such lists only root can go on using it. */
static int
share(int dir, uint32_t owner, uint32_t sharer, struct err *err)
{
	uint8_t acl[ACL_SIZE];

	fill_acl(acl, owner, sharer);
	if (fsetxattr(dir, "system.posix_acl_access", acl, ACL_SIZE, 0) == 0 &&
			fsetxattr(dir, "system.posix_acl_default", acl,
					ACL_SIZE, 0) == 0) {
		return 0;
	}
	if (errno == EOPNOTSUPP) {
		log_warn("no access control lists on this file system: only"
			 " root can reach the qube's sockets");
		return 0;
	}
	return err_set_errno(err, "cannot share a directory");
}

int
gift_hand_over(int dir, uint32_t owner, uint32_t sharer, struct err *err)
{
	struct stat st;

	if (fstat(dir, &st) < 0) {
		return err_set_errno(err, "cannot look at a directory");
	}
	if (!S_ISDIR(st.st_mode) ||
			(st.st_uid != owner && st.st_uid != getuid())) {
		return err_set(err,
				"a directory meant for the qube belongs to"
				" someone else");
	}
	if (st.st_uid == owner && sharer == 0) {
		return 0; // it was given away before
	}
	if (fchmod(dir, 0700) < 0) {
		return err_set_errno(err, "cannot close a directory");
	}
	if (sharer != 0 && share(dir, owner, sharer, err) < 0) {
		return -1;
	}
	if (fchown(dir, owner, owner) < 0) {
		return err_set_errno(err, "cannot give a directory away");
	}
	return 0;
}
